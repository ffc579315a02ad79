'use client'
import { Badge } from '@/components/ui/badge'
import { Checkbox } from '@/components/ui/checkbox'
import { amountWords } from '@/components/ui/number-words'
import { cn } from '@/lib/kit/class-names'
import { endpointText, TRANSPORT_WORDS } from '../words'
import { transportOf } from '@/lib/domain/endpoint'
import type { BulkItem } from '../bulk/run-in-chunks'
import { formatWords, type Preview, type PreviewServer } from './paste-model'

const MOST_SHOWN = 200

interface PastePreviewProps {
  preview: Preview
  /** The text has changed since. */
  isStale: boolean
  /** Names that will not be registered. */
  left: ReadonlySet<string>
  onLeftChange: (left: ReadonlySet<string>) => void
  results: readonly BulkItem[] | undefined
}

/** What a text will become: each server with its endpoint, warnings, and after registering its result. */
export function PastePreview({ preview, isStale, left, onLeftChange, results }: PastePreviewProps) {
  const { servers, format } = preview
  if (servers.length === 0) {
    return preview.problems.length > 0 ? null : (
      <p className="text-muted-foreground text-sm">There is no server in it.</p>
    )
  }
  const outcomes = new Map(results?.map((item) => [item.name, item]))
  const toggle = (name: string) => {
    const next = new Set(left)
    if (!next.delete(name)) next.add(name)
    onLeftChange(next)
  }
  return (
    <section
      aria-labelledby="preview-title"
      aria-busy={isStale}
      className={cn('grid gap-2', isStale && 'opacity-60')}
    >
      <h3 id="preview-title" className="text-sm font-medium">
        {amountWords(servers.length, 'server')}{' '}
        <span className="text-muted-foreground font-normal">in a {formatWords(format)}</span>
      </h3>
      <ul className="divide-y rounded-md border">
        {servers.slice(0, MOST_SHOWN).map((server) => (
          <PreviewRow
            key={server.spec.name}
            server={server}
            isChosen={!left.has(server.spec.name)}
            onToggle={() => toggle(server.spec.name)}
            outcome={outcomes.get(server.spec.name)}
          />
        ))}
      </ul>
      {servers.length > MOST_SHOWN && (
        <p className="text-muted-foreground text-xs">
          and {servers.length - MOST_SHOWN} more, which are registered too
        </p>
      )}
    </section>
  )
}

interface PreviewRowProps {
  server: PreviewServer
  isChosen: boolean
  onToggle: () => void
  outcome: BulkItem | undefined
}

function PreviewRow({ server, isChosen, onToggle, outcome }: PreviewRowProps) {
  const { spec, exists, warnings } = server
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 p-3">
      <Checkbox
        className="mt-0.5"
        aria-label={`Register ${spec.name}`}
        checked={isChosen}
        onCheckedChange={onToggle}
      />
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium wrap-anywhere">{spec.name}</span>
          <Badge variant={exists ? 'warn' : 'primary'}>{exists ? 'Replaces what is in use' : 'New'}</Badge>
          <Badge variant="outline">{TRANSPORT_WORDS[transportOf(spec.endpoint)]}</Badge>
          {!spec.enabled && <Badge variant="outline">Disabled</Badge>}
        </p>
        <p className="text-muted-foreground font-mono text-xs wrap-anywhere">{endpointText(spec.endpoint)}</p>
        {warnings.length > 0 && (
          <ul className="text-warn text-xs">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
        {outcome && (
          <p className={cn('text-xs wrap-anywhere', outcome.ok ? 'text-ok' : 'text-bad')}>
            {outcome.ok ? 'Registered' : (outcome.error?.message ?? 'It failed without a reason')}
          </p>
        )}
      </div>
    </li>
  )
}
