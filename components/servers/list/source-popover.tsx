'use client'
import Link from 'next/link'
import { Popover as PopoverPrimitive } from 'radix-ui'
import type { RefObject } from 'react'
import { Badge } from '@/components/ui/badge'
import { Popover, PopoverContent } from '@/components/ui/popover'
import { RelativeTime } from '@/components/ui/relative-time'
import { serverUrl } from '@/components/ui/server-url'
import { Skeleton } from '@/components/ui/skeleton'
import type { ServerDetail, ServerSummary } from '@/lib/domain/api/servers'
import { useServer } from '../detail/queries'
import { sourcePath, sourceWords } from '../words'

interface SourcePopoverProps {
  server: ServerSummary
  /** The button that it belongs to, and to which the focus returns. */
  anchor: RefObject<HTMLButtonElement | null>
  onClose: () => void
}

/** Who declares a server, where, and whose word is in use; each source is one click away. */
export function SourcePopover({ server, anchor, onClose }: SourcePopoverProps) {
  const detail = useServer(server.name)
  return (
    <Popover open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <PopoverPrimitive.Anchor virtualRef={anchor} />
      <PopoverContent
        className="grid w-80 gap-3"
        aria-label={`Where ${server.name} comes from`}
        onCloseAutoFocus={(event) => {
          event.preventDefault()
          anchor.current?.focus({ preventScroll: true })
        }}
        onInteractOutside={(event) => {
          // The button closes it by itself; closed here first, its click would open it again.
          if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault()
        }}
        // Keys and clicks in here are not the grid's, though React sends them there.
        onKeyDown={(event) => event.stopPropagation()}
        onClick={(event) => event.stopPropagation()}
      >
        {detail.data ? (
          <ol aria-label="Sources that declare it, the one in use first" className="grid gap-2.5">
            {detail.data.provenance.map((claim) => (
              <li key={claim.sourceId}>
                <ClaimRow claim={claim} />
              </li>
            ))}
          </ol>
        ) : detail.isError ? (
          <p role="alert" className="text-muted-foreground text-sm">
            {detail.error.message}
          </p>
        ) : (
          Array.from({ length: server.claims }, (_, index) => (
            <div key={index} className="grid gap-1.5">
              <Skeleton className="h-4 w-32" />
              <Skeleton className="h-3.5 w-56" />
            </div>
          ))
        )}
        <Link
          href={`${serverUrl(server.name)}?tab=provenance`}
          className="text-primary text-xs underline-offset-4 hover:underline"
        >
          {server.claims > 1 ? 'Compare what they say' : 'All about where it comes from'}
        </Link>
      </PopoverContent>
    </Popover>
  )
}

function ClaimRow({ claim }: { claim: ServerDetail['provenance'][number] }) {
  const { sourceId, won, origin, staleSince, seenAt } = claim
  return (
    <div className="grid gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Link href={sourcePath(sourceId)} className="font-medium underline-offset-4 hover:underline">
          {sourceWords(sourceId)}
        </Link>
        <Badge variant={won ? 'ok' : 'outline'}>{won ? 'In use' : 'Shadowed'}</Badge>
        {staleSince !== undefined && <Badge variant="warn">Stale</Badge>}
      </p>
      {origin && (
        <code className="text-xs wrap-anywhere">
          {origin.place}
          {origin.line !== undefined && `, line ${origin.line}`}
        </code>
      )}
      <p className="text-muted-foreground text-xs">
        seen <RelativeTime at={seenAt} />
      </p>
    </div>
  )
}
