'use client'
import type { FoundTemplate } from '@/lib/domain/api/offerings'
import { FillDialog } from './fill-dialog'
import { resourceOf, templateFields } from './template-resource'

interface TemplateDialogProps {
  found: FoundTemplate
  onFill: (found: FoundTemplate, values: Record<string, string>) => Promise<void>
  onClose: () => void
  onClosed: () => void
}

/** Asks for the variables of a template, and shows the address that they come to. */
export function TemplateDialog({ found, onFill, onClose, onClosed }: TemplateDialogProps) {
  const { server, template } = found
  return (
    <FillDialog
      title={template.title ?? template.name}
      description={template.description ?? `Resources of ${server}.`}
      server={server}
      of={{ template: template.uriTemplate }}
      fields={templateFields(found)}
      preview={(values) => (
        <p className="text-muted-foreground font-mono text-xs wrap-anywhere">
          {resourceOf(found, values).uri}
        </p>
      )}
      submit={{ label: 'Add to the question', busy: 'Reading' }}
      onSubmit={(values) => onFill(found, values)}
      onClose={onClose}
      onClosed={onClosed}
    />
  )
}
