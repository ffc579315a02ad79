'use client'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { useNow } from '@/components/ui/use-now'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { reasonWords, sourceWords, TRANSPORT_WORDS } from '../words'

/** Why the server is in its state, what comes next, and what it is. */
export function ServerState({ server }: { server: ServerDetail }) {
  const { connection } = server
  const reason = useNow((now) => (now === 0 ? '' : reasonWords(server, now)))
  return (
    <div className="grid gap-1.5">
      {/* The countdown changes each second: what is read out is the state, once. */}
      <p className="min-h-5 text-sm wrap-anywhere">{reason}</p>
      <p className="sr-only" role="status">
        {connection.kind}
      </p>
      <dl className="text-muted-foreground flex flex-wrap gap-x-5 gap-y-1 text-xs">
        <Fact name="Source">{sourceWords(server.source)}</Fact>
        <Fact name="Transport">{TRANSPORT_WORDS[server.transport]}</Fact>
        {'since' in connection && (
          <Fact name="Since">
            <RelativeTime at={connection.since} />
          </Fact>
        )}
        {connection.kind === 'ready' && (
          <Fact name="Protocol">
            {connection.protocolVersion}
            {connection.era === 'legacy' && ' (legacy)'}
          </Fact>
        )}
        {server.tools !== null && <Fact name="Tools">{server.tools}</Fact>}
        <Fact name="Changed">
          <RelativeTime at={server.updatedAt} />
        </Fact>
      </dl>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="text-muted-foreground font-mono text-xs wrap-anywhere">{server.target}</p>
        {server.tags.length > 0 && (
          <ul aria-label="Tags" className="flex min-w-0 flex-wrap gap-1">
            {server.tags.map((tag) => (
              <li key={tag} className="min-w-0">
                <Badge>
                  <span className="truncate">{tag}</span>
                </Badge>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt>{name}</dt>
      <dd className="text-foreground tabular-nums">{children}</dd>
    </div>
  )
}
