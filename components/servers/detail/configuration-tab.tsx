'use client'
import { Pencil } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { sourceWords } from '../words'
import { callFacts, connectionFacts, type Fact, healthFacts } from './effect-facts'
import { ExportedText, useExported } from './export-tab'
import { FactList } from './fact-list'
import { useLimits } from './health/use-server-health'

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
  const limits = useLimits(server.name)
  return (
    <div className="grid content-start gap-4">
      <InEffect title="Connection" facts={connectionFacts(server.policy)} />
      <InEffect title="Calls and tools" facts={callFacts(server.policy)} />
      {limits && <InEffect title="Health checks" facts={healthFacts(limits)} />}
      <p className="text-muted-foreground text-xs">Revision {server.revision}</p>
    </div>
  )
}

function InEffect({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section aria-label={`${title}, in effect`}>
      <h2 className="mb-2 text-sm font-semibold">{title}</h2>
      <div className="rounded-lg border">
        <FactList facts={facts} />
      </div>
    </section>
  )
}
