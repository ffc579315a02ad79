'use client'
import type { FoundPrompt } from '@/lib/domain/api/offerings'
import { FillDialog } from './fill-dialog'

interface PromptDialogProps {
  found: FoundPrompt
  onFill: (found: FoundPrompt, args: Record<string, string>) => Promise<void>
  onClose: () => void
  onClosed: () => void
}

/** Asks for a prompt's arguments. */
export function PromptDialog({ found, onFill, onClose, onClosed }: PromptDialogProps) {
  const { server, prompt } = found
  return (
    <FillDialog
      title={prompt.title ?? prompt.name}
      description={prompt.description ?? `A prompt of ${server}.`}
      server={server}
      of={{ prompt: prompt.name }}
      fields={prompt.arguments ?? []}
      submit={{ label: 'Put into the question', busy: 'Filling' }}
      onSubmit={(values) => onFill(found, values)}
      onClose={onClose}
      onClosed={onClosed}
    />
  )
}
