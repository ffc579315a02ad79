'use client'
import { Plus, Webhook } from 'lucide-react'
import { parseAsString, parseAsStringLiteral } from 'nuqs'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { usePlace } from '@/lib/client/use-place'
import { DELIVERY_STATES } from '@/lib/domain/webhook'
import { SettingsSection } from '../settings-section'
import { DeliveriesSheet } from './deliveries-sheet'
import { useWebhooks } from './use-webhooks'
import { WebhookCard } from './webhook-card'
import { WebhookSheet } from './webhook-sheet'

const NEW = 'new'

/** What is open, in the URL so that a colleague can be sent there. */
const parsers = {
  /** The webhook that is edited; `new` for one that is to be. */
  webhook: parseAsString,
  /** The webhook whose deliveries are shown. */
  deliveries: parseAsString,
  state: parseAsStringLiteral(DELIVERY_STATES),
}

/** Where events are sent to. */
export function WebhooksSection() {
  const webhooks = useWebhooks()
  const { place, go: open, refine } = usePlace(parsers)
  const find = (id: string | null) => webhooks.data?.find((webhook) => webhook.id === id)
  const isEmpty = webhooks.data?.length === 0
  const addButton = (
    <Button variant={isEmpty ? 'primary' : 'outline'} onClick={() => open({ webhook: NEW })}>
      <Plus aria-hidden />
      Add webhook
    </Button>
  )

  return (
    <SettingsSection
      id="webhooks"
      title="Webhooks"
      description="Tell a chat, a pager or a program of yours what happens, signed, in order for each server, and for a day again and again while nobody answers. What happens in a maintenance window is not told."
    >
      <div className="grid content-start gap-3">
        {webhooks.data && !isEmpty && <div className="flex justify-end">{addButton}</div>}
        {webhooks.data ? (
          isEmpty ? (
            <Card>
              <EmptyState icon={Webhook} title="No webhook yet" action={addButton}>
                Add the address of a Slack channel, or of a program that takes JSON.
              </EmptyState>
            </Card>
          ) : (
            <ul aria-label="Webhooks" className="grid gap-3">
              {webhooks.data.map((webhook) => (
                <li key={webhook.id}>
                  <WebhookCard
                    webhook={webhook}
                    onEdit={() => open({ webhook: webhook.id })}
                    onDeliveries={(state) => open({ deliveries: webhook.id, state })}
                  />
                </li>
              ))}
            </ul>
          )
        ) : webhooks.error ? (
          <Card>
            <QueryError title="The webhooks could not be read" query={webhooks} />
          </Card>
        ) : (
          <Skeleton role="status" aria-label="Loading the webhooks" className="h-32 rounded-lg" />
        )}
      </div>
      <WebhookSheet
        isOpen={place.webhook !== null && webhooks.data !== undefined}
        isNew={place.webhook === NEW}
        webhook={find(place.webhook)}
        onClose={() => open({ webhook: null })}
      />
      <DeliveriesSheet
        isOpen={place.deliveries !== null && webhooks.data !== undefined}
        webhook={find(place.deliveries)}
        state={place.state}
        onState={(state) => refine({ state })}
        onClose={() => open({ deliveries: null, state: null })}
      />
    </SettingsSection>
  )
}
