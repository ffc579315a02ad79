'use client'
import { FileText } from 'lucide-react'
import { CodeBlock } from '@/components/ui/code-block'
import { countWords } from '@/components/ui/number-words'
import type { AttachedResource } from '@/lib/domain/chat'
import type { TurnMessage } from '../message'

/** What went with a question: each resource by its name, its text folded. */
export function AttachedResources({ message }: { message: TurnMessage }) {
  const attached = message.parts.flatMap((part) => (part.type === 'data-resource' ? [part.data] : []))
  if (attached.length === 0) return null
  return (
    <ul aria-label="Resources that went with the question" className="grid max-w-[85%] gap-1">
      {attached.map((one) => (
        <li key={`${one.server} ${one.uri}`} className="min-w-0">
          <Attached resource={one} />
        </li>
      ))}
    </ul>
  )
}

function Attached({ resource }: { resource: AttachedResource }) {
  // Until the server has read it, this page knows its name alone.
  const { name, server, text, cut } = resource
  return (
    <details className="text-muted-foreground text-xs">
      <summary className="flex w-fit max-w-full cursor-pointer items-center gap-1.5 rounded-sm">
        <FileText className="size-3 shrink-0" aria-hidden />
        <span className="truncate">
          {name} of {server}
          {cut && `, the first ${countWords(cut.shown)} of ${countWords(cut.total)} characters`}
        </span>
      </summary>
      {text !== '' && <CodeBlock code={text} label={`Text of ${name}`} wrap className="mt-1 max-h-60" />}
    </details>
  )
}
