'use client'
import { RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { fieldWords } from '@/components/ui/field-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { serverUrl } from '@/components/ui/server-url'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { endpointText, sourcePath, sourceWords } from '../words'
import { overrideViews, resetOf } from './override-fields'
import { useUpdate } from './use-update'

/** Which sources claim the server, which one won, how the others differ, and what a person changed. */
export function ProvenanceTab({ server }: { server: ServerDetail }) {
  return (
    <div className="grid gap-4">
      <Overrides server={server} />
      {server.sameEndpointAs.length > 0 && <SameEndpoint names={server.sameEndpointAs} />}
      <ol className="grid gap-4" aria-label="Claims, the highest precedence first">
        {server.provenance.map((claim) => (
          <li key={claim.sourceId}>
            <ClaimCard claim={claim} winner={sourceWords(server.source)} />
          </li>
        ))}
      </ol>
    </div>
  )
}

type Claim = ServerDetail['provenance'][number]

function ClaimCard({ claim, winner }: { claim: Claim; winner: string }) {
  const source = sourceWords(claim.sourceId)
  return (
    <Card aria-label={`Claim of ${source}`}>
      <CardHeader>
        <CardTitle>
          <Link href={sourcePath(claim.sourceId)} className="underline-offset-4 hover:underline">
            {source}
          </Link>
          <Badge variant={claim.won ? 'ok' : 'outline'}>{claim.won ? 'In use' : 'Shadowed'}</Badge>
          {claim.staleSince !== undefined && <Badge variant="warn">Stale</Badge>}
        </CardTitle>
        <span className="text-muted-foreground text-xs">
          seen <RelativeTime at={claim.seenAt} />
        </span>
      </CardHeader>
      <CardContent className="grid gap-3">
        {claim.origin && (
          <p className="font-mono text-xs wrap-anywhere">
            {claim.origin.place}
            {claim.origin.line !== undefined && `, line ${claim.origin.line}`}
          </p>
        )}
        <p className="text-muted-foreground font-mono text-xs wrap-anywhere">
          {endpointText(claim.endpoint)}
        </p>
        {claim.warnings.length > 0 && (
          <ul className="text-warn list-disc pl-5 text-sm">
            {claim.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
        {!claim.won &&
          (claim.differences.length === 0 ? (
            <p className="text-muted-foreground text-sm">It says the same as {winner}.</p>
          ) : (
            <Table label={`How ${source} differs`}>
              <TableHeader>
                <TableRow>
                  <TableHead>Field</TableHead>
                  <TableHead>{winner}, in use</TableHead>
                  <TableHead>{source}</TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {claim.differences.map((difference) => (
                  <TableRow key={difference.field}>
                    <TableCell className="align-top font-mono text-xs">{difference.field}</TableCell>
                    <ValueCell text={fieldWords(difference.field, difference.winner, sourceWords)} />
                    <ValueCell text={fieldWords(difference.field, difference.shadowed, sourceWords)} />
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          ))}
      </CardContent>
    </Card>
  )
}

function ValueCell({ text }: { text: string }) {
  return (
    <TableCell className="max-w-96 min-w-40 align-top font-mono text-xs wrap-anywhere whitespace-pre-wrap">
      {text === '' ? <span className="text-muted-foreground">not set</span> : text}
    </TableCell>
  )
}

function Overrides({ server }: { server: ServerDetail }) {
  const update = useUpdate(server.name)
  const views = overrideViews(server.overrides)
  if (views.length === 0) return null
  return (
    <Card aria-label="Changed here">
      <CardHeader>
        <CardTitle>Changed here</CardTitle>
        {views.length > 1 && (
          <Button
            size="sm"
            disabled={update.isPending}
            onClick={() => update.mutate({ changes: resetOf(views), done: 'All changes were taken back' })}
          >
            <RotateCcw aria-hidden />
            Reset all
          </Button>
        )}
      </CardHeader>
      <CardContent>
        <p className="text-muted-foreground mb-2 text-sm">
          These go before what {sourceWords(server.source)} says, and survive the next discovery.
        </p>
        <dl className="divide-y">
          {views.map((view) => (
            <div key={view.field} className="flex items-center gap-3 py-1.5">
              <dt className="w-40 shrink-0 text-sm">{view.label}</dt>
              <dd className="min-w-0 flex-1 text-sm wrap-anywhere">{view.value}</dd>
              <dd>
                <Button
                  size="sm"
                  variant="ghost"
                  disabled={update.isPending}
                  aria-label={`Reset ${view.label}`}
                  onClick={() =>
                    update.mutate({ changes: resetOf([view]), done: `${view.label} is as declared again` })
                  }
                >
                  <RotateCcw aria-hidden />
                  Reset
                </Button>
              </dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  )
}

function SameEndpoint({ names }: { names: readonly string[] }) {
  return (
    <p className="border-warn/40 bg-warn/10 rounded-md border px-3 py-2 text-sm">
      The same endpoint is registered as{' '}
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Link className="text-primary underline underline-offset-4" href={serverUrl(name)}>
            {name}
          </Link>
        </span>
      ))}
      .
    </p>
  )
}
