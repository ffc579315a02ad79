'use client'
import { Ellipsis } from 'lucide-react'
import { useId, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { amountWords, countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { Switch } from '@/components/ui/switch'
import type { Delivery, WebhookView } from '@/lib/domain/webhook'
import { TestDelivery } from './test-delivery'
import { useWebhookActions } from './use-webhooks'
import { eventsWords, webhookLook } from './webhook-words'

interface WebhookCardProps {
  webhook: WebhookView
  onEdit: () => void
  onDeliveries: (state: Delivery['state'] | null) => void
}

/** One webhook: how it fares, what it is told, and what can be done with it. */
export function WebhookCard({ webhook, onEdit, onDeliveries }: WebhookCardProps) {
  const id = useId()
  const [isRemoving, setIsRemoving] = useState(false)
  const { change, remove, test } = useWebhookActions()
  const { title, url, format, enabled, events, tags, waiting, dead, dropped, last } = webhook

  return (
    <Card aria-labelledby={id} className="grid gap-3 p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 id={id} className="min-w-0 text-sm font-semibold wrap-anywhere">
              {title}
            </h3>
            <LookBadge look={webhookLook(webhook)} className="text-xs" />
          </div>
          <p className="text-muted-foreground font-mono text-xs wrap-anywhere">{url}</p>
        </div>
        <Switch
          checked={enabled}
          disabled={change.isPending}
          onCheckedChange={(isOn) => change.mutate({ id: webhook.id, enabled: isOn })}
          aria-label={`${title} is on`}
        />
      </div>
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[7rem_minmax(0,1fr)] max-sm:[&_dd]:pb-1.5">
        <dt className="text-muted-foreground">Told of</dt>
        <dd className="wrap-anywhere">
          {eventsWords(events)}
          {tags.length > 0 && (
            <span className="ml-2 inline-flex flex-wrap gap-1 align-middle">
              {tags.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
            </span>
          )}
        </dd>
        <dt className="text-muted-foreground">As</dt>
        <dd>{format === 'slack' ? 'Slack message' : 'JSON'}</dd>
        <dt className="text-muted-foreground">Deliveries</dt>
        <dd className="flex flex-wrap gap-x-3">
          <CountLink
            count={waiting}
            words={`${countWords(waiting)} waiting`}
            onClick={() => onDeliveries('waiting')}
          />
          <CountLink
            count={dead}
            words={`${countWords(dead)} given up`}
            onClick={() => onDeliveries('dead')}
          />
          {dropped > 0 && (
            <span className="text-bad">{amountWords(dropped, 'event')} dropped, too many waited</span>
          )}
        </dd>
        {last && (
          <>
            <dt className="text-muted-foreground">Last</dt>
            <dd className="min-w-0">
              <RelativeTime at={last.createdAt} />
              {last.error && <span className="text-bad wrap-anywhere"> · {last.error}</span>}
            </dd>
          </>
        )}
      </dl>
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={test.isPending} onClick={() => test.mutate(webhook.id)}>
          {test.isPending ? 'Sending' : 'Send a test'}
        </Button>
        <Button onClick={() => onDeliveries(null)}>Deliveries</Button>
        <Button onClick={onEdit}>Edit</Button>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon" aria-label={`More for ${title}`}>
              <Ellipsis aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem variant="destructive" onSelect={() => setIsRemoving(true)}>
              Remove
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
        {/* There before the answer, so that it is read out. */}
        <div role="status" className="min-w-0 basis-full">
          {test.data && <TestDelivery delivery={test.data} />}
          {test.error && <p className="text-bad text-sm wrap-anywhere">{test.error.message}</p>}
        </div>
      </div>
      <AlertDialog
        open={isRemoving}
        onOpenChange={setIsRemoving}
        title={`Remove ${title}?`}
        action="Remove webhook"
        destructive
        onConfirm={() => remove.mutate({ id: webhook.id, title })}
      >
        Its deliveries go with it{waiting > 0 && `, ${countWords(waiting)} of which still wait to be sent`}.
      </AlertDialog>
    </Card>
  )
}

function CountLink({ count, words, onClick }: { count: number; words: string; onClick: () => void }) {
  if (count === 0) return <span className="text-muted-foreground">{words}</span>
  return (
    <Button variant="link" className="h-auto p-0" onClick={onClick}>
      {words}
    </Button>
  )
}
