'use client'
import { FileText, X } from 'lucide-react'
import type { Attachment } from './use-composer-menu'

interface AttachmentChipsProps {
  attachments: readonly Attachment[]
  onRemove: (attachment: Attachment) => void
}

/** Resources that go with the next question. */
export function AttachmentChips({ attachments, onRemove }: AttachmentChipsProps) {
  if (attachments.length === 0) return null
  return (
    <ul aria-label="Resources that go with the question" className="flex flex-wrap gap-1.5 px-1 pt-1">
      {attachments.map((one) => (
        <li
          key={`${one.server} ${one.uri}`}
          title={one.uri}
          className="bg-secondary flex max-w-full min-w-0 items-center gap-1.5 rounded-md py-0.5 pr-0.5 pl-2 text-xs"
        >
          <FileText className="text-muted-foreground size-3 shrink-0" aria-hidden />
          <span className="min-w-0 truncate">{one.name}</span>
          <span className="text-muted-foreground max-w-24 truncate">{one.server}</span>
          <button
            type="button"
            aria-label={`Leave out ${one.name}`}
            onClick={() => onRemove(one)}
            className="hover:bg-accent grid size-6 shrink-0 place-content-center rounded"
          >
            <X className="size-3" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
