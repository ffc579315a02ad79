'use client'
import { Pencil } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { durationWords } from '@/components/ui/time-words'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { sourceWords } from '../words'
import { ExportedText, useExported } from './export-tab'

interface ConfigurationTabProps {
  server: ServerDetail
  onEdit: () => void
}

/** The server as it is configured, as YAML without its secrets. */
export function ConfigurationTab({ server, onEdit }: ConfigurationTabProps) {
  const exported = useExported(server.name, { format: 'portolan', syntax: 'yaml' })
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid content-start gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-muted-foreground text-sm">
            {server.source === 'manual'
              ? 'Registered by hand.'
              : `Declared in ${sourceWords(server.source)}; here you can change whether it is enabled, its tags, connection and health.`}
          </p>
          <Button size="sm" onClick={onEdit}>
            <Pencil aria-hidden />
            Edit
          </Button>
        </div>
        <ExportedText exported={exported} label="Configuration as YAML" />
      </div>
      <Facts server={server} />
    </div>
  )
}

function Facts({ server }: { server: ServerDetail }) {
  const { policy, health } = server
  const facts: [string, string][] = [
    ['Reconnects by itself', policy.autoReconnect ? 'yes' : 'no'],
    ['Retries', String(policy.maxRetries)],
    ['Delay', `${durationWords(policy.firstDelayMs)} to ${durationWords(policy.maxDelayMs)}`],
    ['Connects within', durationWords(policy.connectTimeoutMs)],
    ['Calls within', durationWords(policy.callTimeoutMs)],
    ['Stops when idle', policy.idleStopMs === 0 ? 'never' : `after ${durationWords(policy.idleStopMs)}`],
    ['Checked every', health.intervalMs === undefined ? 'as all are' : durationWords(health.intervalMs)],
    ['Revision', String(server.revision)],
  ]
  return (
    <section aria-label="In effect" className="content-start">
      <h2 className="mb-2 text-sm font-semibold">In effect</h2>
      <dl className="divide-y rounded-lg border text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4 px-3 py-1.5">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="text-right tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
