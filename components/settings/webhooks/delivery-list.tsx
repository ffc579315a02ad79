'use client'
import { RotateCw, Send } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { MoreRows } from '@/components/ui/more-rows'
import { amountWords, countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { durationWords } from '@/components/ui/time-words'
import { type Delivery, DELIVERY_STATES, type WebhookView } from '@/lib/domain/webhook'
import { useDeliveries, useWebhookActions } from './use-webhooks'
import { DELIVERY_LOOKS, kindWords } from './webhook-words'

const ANY = 'any'

interface DeliveryListProps {
  webhook: WebhookView
  state: Delivery['state'] | null
  onState: (state: Delivery['state'] | null) => void
}

export function DeliveryList({ webhook, state, onState }: DeliveryListProps) {
  const pages = useDeliveries(webhook.id, state)
  const { retry } = useWebhookActions()
  const deliveries = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const total = pages.data?.pages.at(-1)?.total ?? 0
  const canRetry = webhook.enabled && !retry.isPending

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="State"
          className="w-40"
          value={state ?? ANY}
          options={[
            { value: ANY, label: 'All' },
            ...DELIVERY_STATES.map((value) => ({ value, label: DELIVERY_LOOKS[value].word })),
          ]}
          onValueChange={(next) => onState(next === ANY ? null : next)}
        />
        {webhook.dead > 0 && (
          <Button disabled={!canRetry} onClick={() => retry.mutate({ id: webhook.id })}>
            <RotateCw aria-hidden />
            Send {amountWords(webhook.dead, 'given up one', 'given up')} again
          </Button>
        )}
      </div>
      {pages.isPending ? (
        <Skeleton role="status" aria-label="Loading the deliveries" className="h-40 rounded-md" />
      ) : pages.isError && deliveries.length === 0 ? (
        <QueryError title="The deliveries could not be read" query={pages} />
      ) : deliveries.length === 0 ? (
        <EmptyState icon={Send} title={state === null ? 'Nothing was sent yet' : 'None is in this state'}>
          Each event that this webhook is told of is listed here: what was delivered for three days, what was
          given up for thirty.
        </EmptyState>
      ) : (
        <ol aria-label="Deliveries, newest first" className="divide-y rounded-md border">
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              onRetry={canRetry ? () => retry.mutate({ id: webhook.id, ids: [delivery.id] }) : undefined}
            />
          ))}
        </ol>
      )}
      {deliveries.length > 0 && (
        <MoreRows pages={pages} what="deliveries">
          {countWords(deliveries.length)} of {countWords(total)}
        </MoreRows>
      )}
    </div>
  )
}

function DeliveryRow({ delivery, onRetry }: { delivery: Delivery; onRetry: (() => void) | undefined }) {
  const { event, server, state, createdAt, attempts, status, error, durationMs } = delivery
  const facts = [
    status !== null && `HTTP ${status}`,
    durationMs !== null && durationWords(durationMs),
    attempts > 1 && amountWords(attempts, 'attempt'),
  ].filter(Boolean)
  return (
    <li className="grid gap-1 px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LookBadge look={DELIVERY_LOOKS[state]} className="text-xs" />
        <span className="min-w-0 wrap-anywhere">
          {kindWords(event)}
          {server !== null && <span className="text-muted-foreground"> · {server}</span>}
        </span>
        <span className="text-muted-foreground ml-auto text-xs">
          <RelativeTime at={createdAt} />
        </span>
      </div>
      <div className="text-muted-foreground flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        {facts.length > 0 && <span>{facts.join(', ')}</span>}
        <NextTry delivery={delivery} />
        {state === 'dead' && onRetry && (
          <Button size="sm" className="ml-auto" onClick={onRetry}>
            Send again
          </Button>
        )}
      </div>
      {error && <p className="text-bad text-xs wrap-anywhere">{error}</p>}
    </li>
  )
}

function NextTry({ delivery: { nextAt, isHeldBack } }: { delivery: Delivery }) {
  if (isHeldBack) return <span>behind an earlier one of this server</span>
  if (nextAt === null) return null
  return (
    <span>
      next try <RelativeTime at={nextAt} />
    </span>
  )
}
