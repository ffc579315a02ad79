'use client'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { StateBadge } from '@/components/ui/state-badge'
import { useNow } from '@/components/ui/use-now'
import type { ServerSummary } from '@/lib/domain/api/servers'
import type { Connection } from '@/lib/domain/connection'
import { connectionHint, reasonWords, TRANSPORT_WORDS } from '../words'

interface CellProps {
  server: ServerSummary
}

export function StateCell({ server }: CellProps) {
  return (
    <span className="flex min-w-0 items-center gap-2" title={failureOf(server)}>
      <StateBadge kind={server.connection.kind} verdict={server.verdict} enabled={server.enabled} />
      {server.blocked === undefined ? (
        <StateHint connection={server.connection} />
      ) : (
        <Badge variant="warn" className="shrink-0">
          Blocked
        </Badge>
      )}
      {server.stale && (
        <Badge variant="outline" className="shrink-0">
          Stale
        </Badge>
      )}
    </span>
  )
}

function failureOf(server: ServerSummary): string | undefined {
  if (server.blocked !== undefined) return reasonWords(server, 0)
  return 'error' in server.connection ? server.connection.error.message : undefined
}

/** Only a server that waits has a clock, so a table at rest renders nothing by itself. */
export function StateHint({ connection }: { connection: Connection }) {
  if (connection.kind === 'waiting') return <Countdown connection={connection} />
  return <Hint text={connectionHint(connection, 0)} />
}

function Countdown({ connection }: { connection: Connection }) {
  const words = useNow((now) => (now === 0 ? '' : (connectionHint(connection, now) ?? '')))
  return <Hint text={words} />
}

function Hint({ text }: { text: string | undefined }) {
  return text === undefined || text === '' ? null : (
    <span className="text-muted-foreground truncate text-xs">{text}</span>
  )
}

const TAGS_SHOWN = 3

export function TagsCell({ server }: CellProps) {
  const more = server.tags.length - TAGS_SHOWN
  return (
    <span
      className="flex min-w-0 items-center gap-1 overflow-hidden [mask-image:linear-gradient(to_right,black_calc(100%-1rem),transparent)] pr-4"
      title={server.tags.join(', ')}
    >
      {server.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Badge key={tag} className="max-w-28 shrink-0">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
      {more > 0 && <span className="text-muted-foreground shrink-0 text-xs">+{more}</span>}
    </span>
  )
}

export function ToolsCell({ server }: CellProps) {
  return <span className="tabular-nums">{server.tools ?? <Nothing words="Not listed yet" />}</span>
}

export function TransportCell({ server }: CellProps) {
  return <span className="truncate">{TRANSPORT_WORDS[server.transport]}</span>
}

export function TargetCell({ server }: CellProps) {
  return (
    <span className="truncate font-mono text-xs" title={server.target}>
      {server.target}
    </span>
  )
}

export function VersionCell({ server }: CellProps) {
  return <span className="truncate">{server.version ?? <Nothing words="No version" />}</span>
}

export function UpdatedCell({ server }: CellProps) {
  return <RelativeTime at={server.updatedAt} className="text-muted-foreground truncate" />
}

function Nothing({ words }: { words: string }) {
  return (
    <span className="text-muted-foreground">
      <span aria-hidden>–</span>
      <span className="sr-only">{words}</span>
    </span>
  )
}
