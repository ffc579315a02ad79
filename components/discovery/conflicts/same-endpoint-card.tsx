import Link from 'next/link'
import { useId } from 'react'
import { Card } from '@/components/ui/card'
import { amountWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import type { ConflictView } from '@/lib/domain/discovery'

interface SameEndpointCardProps {
  conflict: Extract<ConflictView, { kind: 'same-endpoint' }>
  titleOf: (source: string) => string
}

/** Servers of different names that mean one endpoint. */
export function SameEndpointCard({ conflict: { target, servers }, titleOf }: SameEndpointCardProps) {
  const titleId = useId()
  return (
    <Card aria-labelledby={titleId} className="grid gap-3 p-4">
      <div className="grid gap-0.5">
        <h3 id={titleId} className="text-sm font-semibold">
          One endpoint, {amountWords(servers.length, 'name')}
        </h3>
        <code className="text-muted-foreground text-xs wrap-anywhere">{target}</code>
      </div>
      <ul aria-label="Servers of this endpoint" className="flex flex-wrap gap-x-6 gap-y-1">
        {servers.map(({ name, source }) => (
          <li key={name} className="flex flex-wrap items-baseline gap-x-2">
            <Link
              href={serverUrl(name)}
              prefetch={false}
              className="font-medium wrap-anywhere underline-offset-4 hover:underline"
            >
              {name}
            </Link>
            <span className="text-muted-foreground text-xs">{titleOf(source)}</span>
          </li>
        ))}
      </ul>
      <p className="text-muted-foreground text-xs text-pretty">
        Its tools are offered under each name, and each is checked by itself. Disable or remove all but one,
        or give one of them another endpoint where it is declared.
      </p>
    </Card>
  )
}
