import { ShieldOff } from 'lucide-react'

/** What a server asked for in the middle of a call, in vain; its result may be poorer for it. */
export function RefusedRequests({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <ul className="text-muted-foreground grid gap-1 text-xs">
      {sentences.map((sentence, at) => (
        <li key={at} className="flex items-start gap-1.5">
          <ShieldOff className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          <span className="min-w-0 wrap-anywhere">{sentence}</span>
        </li>
      ))}
    </ul>
  )
}
