'use client'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { Page } from '@/components/shell/page'
import { BackLink } from '@/components/ui/back-link'
import { Badge } from '@/components/ui/badge'
import { countWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import { StateBadge } from '@/components/ui/state-badge'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { EditSheet } from '../register/edit-sheet'
import { ConfigurationTab } from './configuration-tab'
import { ExportTab } from './export-tab'
import { HealthTab } from './health/health-tab'
import { LogTab } from './log-tab'
import { MissingServer } from './missing-server'
import { PromptsTab } from './prompts-tab'
import { ProvenanceTab } from './provenance-tab'
import { useServer } from './queries'
import { ResourcesTab } from './resources-tab'
import { ServerActions } from './server-actions'
import { ServerState } from './server-state'
import { SignIn } from './sign-in'
import { ToolsTab } from './tools-tab'

const TABS = [
  'tools',
  'health',
  'resources',
  'prompts',
  'log',
  'provenance',
  'configuration',
  'export',
] as const

const TITLES: Record<(typeof TABS)[number], string> = {
  tools: 'Tools',
  health: 'Health',
  resources: 'Resources',
  prompts: 'Prompts',
  log: 'Log',
  provenance: 'Provenance',
  configuration: 'Configuration',
  export: 'Export',
}

export function ServerPage({ name }: { name: string }) {
  const server = useServer(name)
  if (server.data) return <LoadedServer server={server.data} />
  return (
    <Page title={name} description={<BackLink href="/servers">Servers</BackLink>}>
      {server.isError ? (
        <MissingServer
          name={name}
          error={server.error}
          onRetry={() => void server.refetch()}
          isRetrying={server.isFetching}
        />
      ) : (
        <div role="status" aria-label="Loading the server" className="grid gap-4">
          <Skeleton className="h-5 w-96 max-w-full" />
          <Skeleton className="h-4 w-64" />
          <Skeleton className="h-9" />
          <Skeleton className="h-64" />
        </div>
      )}
    </Page>
  )
}

function LoadedServer({ server }: { server: ServerDetail }) {
  const [isEditing, setIsEditing] = useState(false)
  const [place, setPlace] = useQueryStates(
    {
      tab: parseAsStringLiteral(TABS).withDefault('tools'),
      tool: parseAsString,
      resource: parseAsString,
      prompt: parseAsString,
    },
    { history: 'push' },
  )
  return (
    <Page
      title={server.name}
      beside={
        <>
          <StateBadge kind={server.connection.kind} verdict={server.verdict} enabled={server.enabled} />
          {server.blocked !== undefined && <Badge variant="warn">Blocked</Badge>}
          {server.stale && <Badge variant="outline">Stale</Badge>}
        </>
      }
      description={<Titles server={server} />}
      actions={<ServerActions server={server} onEdit={() => setIsEditing(true)} />}
    >
      <ServerState server={server} />
      <SignIn server={server} />
      <Tabs
        value={place.tab}
        onValueChange={(tab) => void setPlace({ tab: TABS.find((each) => each === tab) ?? null })}
      >
        <TabsList aria-label={`About ${server.name}`}>
          {TABS.map((tab) => (
            <TabsTrigger key={tab} value={tab}>
              {TITLES[tab]}
              {tab === 'tools' && server.tools !== null && (
                <span className="text-muted-foreground text-xs tabular-nums">{countWords(server.tools)}</span>
              )}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="tools">
          <ToolsTab
            server={server}
            chosen={place.tool}
            onChoose={(tool) => void setPlace({ tool }, { history: 'replace' })}
            onOpenResource={(resource) => void setPlace({ tab: 'resources', resource })}
          />
        </TabsContent>
        <TabsContent value="health">
          <HealthTab server={server} />
        </TabsContent>
        <TabsContent value="resources">
          <ResourcesTab
            server={server}
            chosen={place.resource}
            onChoose={(resource) => void setPlace({ resource }, { history: 'replace' })}
          />
        </TabsContent>
        <TabsContent value="prompts">
          <PromptsTab
            server={server}
            chosen={place.prompt}
            onChoose={(prompt) => void setPlace({ prompt }, { history: 'replace' })}
          />
        </TabsContent>
        <TabsContent value="log">
          <LogTab name={server.name} />
        </TabsContent>
        <TabsContent value="provenance">
          <ProvenanceTab server={server} />
        </TabsContent>
        <TabsContent value="configuration">
          <ConfigurationTab server={server} onEdit={() => setIsEditing(true)} />
        </TabsContent>
        <TabsContent value="export">
          <ExportTab name={server.name} />
        </TabsContent>
      </Tabs>
      {isEditing && <EditSheet server={server} onClose={() => setIsEditing(false)} />}
    </Page>
  )
}

/** A server's words on itself are data: plain text. */
function Titles({ server }: { server: ServerDetail }) {
  const words = [server.title, server.description].filter(
    (text) => text !== undefined && text !== server.name,
  )
  return (
    <span className="wrap-anywhere">
      <BackLink href="/servers">Servers</BackLink>
      {words.length > 0 && ` · ${words.join(' · ')}`}
    </span>
  )
}
