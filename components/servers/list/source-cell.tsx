'use client'
import { useRef, useState } from 'react'
import { ROW_ACTION } from '@/components/ui/row-actions'
import type { ServerSummary } from '@/lib/domain/api/servers'
import { sourceWords } from '../words'
import { SourcePopover } from './source-popover'

/** The source of a server; a click tells who else declares it. Draws one button until then: a fast scroll draws many. */
export function SourceCell({ server }: { server: ServerSummary }) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const others = server.claims - 1
  return (
    <>
      <button
        ref={button}
        type="button"
        {...ROW_ACTION}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className="hover:text-primary -mx-1 flex h-7 min-w-0 items-center gap-1.5 rounded-sm px-1"
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="truncate">{sourceWords(server.source)}</span>
        {others > 0 && (
          <span className="text-muted-foreground shrink-0 text-xs">
            +{others}
            <span className="sr-only"> more</span>
          </span>
        )}
        <span className="sr-only">: where {server.name} comes from</span>
      </button>
      {isOpen && <SourcePopover server={server} anchor={button} onClose={() => setIsOpen(false)} />}
    </>
  )
}
