'use client'
import { ArrowRight, type LucideIcon, MessagesSquare, Plug, Radar, RotateCw, Unplug } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import type { ServerSummary } from '@/lib/domain/api/servers'
import { Command, CommandGroup, CommandInput, CommandItem, CommandList } from '../ui/command'
import { serverUrl } from '../ui/server-url'
import { Skeleton } from '../ui/skeleton'
import { StateBadge } from '../ui/state-badge'
import { useConnecting } from './connect-provider'
import { PAGES } from './pages'
import { matching } from './palette-commands'
import { THEMES } from './theme-menu'
import { useReloadConfig } from './use-reload-config'
import { useRunSource } from './use-run-source'
import { useServerConnection } from './use-server-connection'
import { useServerSearch } from './use-server-search'
import { useSources } from './use-sources'

interface PaletteCommand {
  title: string
  keywords?: string
  icon: LucideIcon
  run: () => void
}

export function PaletteContent({ onDone }: { onDone: () => void }) {
  const [words, setWords] = useState('')
  const router = useRouter()
  const search = useServerSearch(words)
  const actions = matching(words, useActions())
  const servers = search.data?.items ?? []
  const typed = words.trim()

  const run = (action: () => void) => {
    onDone()
    action()
  }
  const go = (href: string) => run(() => router.push(href))

  return (
    <Command shouldFilter={false} label="Commands" loop>
      <CommandInput
        value={words}
        onValueChange={setWords}
        placeholder="Go to a server or page, or run a command…"
      />
      <CommandList className="max-h-[min(26rem,60dvh)]">
        <CommandsGroup
          heading="Pages"
          commands={matching(words, PAGES).map((page) => ({ ...page, run: () => router.push(page.href) }))}
          onRun={run}
        />
        <CommandGroup heading="Servers">
          {search.isPending && <Skeleton className="mx-2 my-1.5 h-5 w-40" />}
          {servers.map((server) => (
            <ServerItem key={server.name} server={server} onSelect={() => go(serverUrl(server.name))} />
          ))}
          {!search.isPending && servers.length === 0 && (
            <p className="text-muted-foreground px-2 py-1.5 text-sm">
              {search.isError ? search.error.message : 'No server has these words.'}
            </p>
          )}
        </CommandGroup>
        {typed && <ConnectionCommands servers={servers} onRun={run} />}
        <CommandsGroup heading="Commands" commands={actions} onRun={run} />
        {typed && (
          <CommandGroup heading="Playground">
            <CommandItem value="ask" onSelect={() => go(`/playground?ask=${encodeURIComponent(typed)}`)}>
              <MessagesSquare aria-hidden />
              <span className="truncate">Ask “{typed}”</span>
            </CommandItem>
          </CommandGroup>
        )}
      </CommandList>
    </Command>
  )
}

function useActions(): PaletteCommand[] {
  const connecting = useConnecting()
  const reload = useReloadConfig()
  const discovery = useDiscoveryActions()
  const { setTheme } = useTheme()
  return [
    {
      title: 'Connect all servers',
      keywords: 'start open',
      icon: Plug,
      run: () => connecting.begin({ all: true }),
    },
    {
      title: 'Reload configuration',
      keywords: 'config file yaml',
      icon: RotateCw,
      run: () => reload.mutate(),
    },
    ...discovery,
    ...THEMES.map(({ id, title, icon }) => ({
      title: `Theme: ${title}`,
      keywords: 'appearance colour color mode',
      icon,
      run: () => setTheme(id),
    })),
  ]
}

/** "Run Kubernetes", for each source that can be run now. */
function useDiscoveryActions(): PaletteCommand[] {
  const router = useRouter()
  const sources = useSources()
  // The palette is closed by then, so it is the page's own notice that tells.
  const { mutate } = useRunSource((run, source) =>
    toast.info(`${source.title}: a run was asked for`, {
      action: { label: 'See it', onClick: () => router.push(`/discovery?run=${run.source}/${run.id}`) },
    }),
  )
  return (sources.data ?? [])
    .filter((source) => source.runnable && source.state !== 'off')
    .map((source) => ({
      title: `Run ${source.title}`,
      keywords: `discovery discover source ${source.id}`,
      icon: Radar,
      run: () => mutate(source),
    }))
}

interface GroupProps {
  heading: string
  commands: readonly PaletteCommand[]
  onRun: (action: () => void) => void
}

function CommandsGroup({ heading, commands, onRun }: GroupProps) {
  if (commands.length === 0) return null
  return (
    <CommandGroup heading={heading}>
      {commands.map(({ title, icon: Icon, run }) => (
        <CommandItem key={title} value={`${heading}:${title}`} onSelect={() => onRun(run)}>
          <Icon aria-hidden />
          {title}
        </CommandItem>
      ))}
    </CommandGroup>
  )
}

function ServerItem({ server, onSelect }: { server: ServerSummary; onSelect: () => void }) {
  return (
    <CommandItem value={`server:${server.name}`} onSelect={onSelect}>
      <ArrowRight aria-hidden />
      <span className="truncate">{server.title ?? server.name}</span>
      {server.title && <span className="text-muted-foreground truncate text-xs">{server.name}</span>}
      <StateBadge
        kind={server.connection.kind}
        enabled={server.enabled}
        className="ml-auto shrink-0 [&_span]:text-xs"
      />
    </CommandItem>
  )
}

/** For the best matches: what can be done to the connection as it stands. */
function ConnectionCommands({
  servers,
  onRun,
}: {
  servers: readonly ServerSummary[]
  onRun: (action: () => void) => void
}) {
  const { open, close } = useServerConnection()
  const commands = servers
    .filter((server) => server.enabled)
    .slice(0, 3)
    .map(({ name, connection }) =>
      connection.kind === 'ready' || connection.kind === 'connecting'
        ? { title: `Disconnect ${name}`, icon: Unplug, run: () => close(name) }
        : { title: `Connect ${name}`, icon: Plug, run: () => open(name) },
    )
  return <CommandsGroup heading="Connections" commands={commands} onRun={onRun} />
}
