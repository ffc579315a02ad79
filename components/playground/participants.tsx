'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Anchor, ChevronDown, Search, Tag, X } from 'lucide-react'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { useServerFacets } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { Input } from '@/components/ui/input'
import { countWords } from '@/components/ui/number-words'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { StateBadge } from '@/components/ui/state-badge'
import { CONNECTION_LOOKS, TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { queryKeys } from '@/lib/client/query-keys'
import { listServers } from '@/lib/domain/api/servers'
import { CONNECTION_KINDS } from '@/lib/domain/connection'
import { cn } from '@/lib/kit/class-names'
import type { useParticipants } from './use-participants'

type Props = ReturnType<typeof useParticipants>

const MOST = 100
const MOST_TAGS = 12

/** Who takes part, with their health, beside the composer; opens to choose. */
export function ParticipantsMenu(props: Props) {
  const { servers, tags } = props.chosen
  const count = servers.length + tags.length
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1">
      <Popover>
        <PopoverTrigger asChild>
          <Button size="sm" variant="ghost" className="text-muted-foreground max-w-full min-w-0 shrink">
            <Anchor aria-hidden />
            {count === 0 ? 'All servers' : 'Only'}
            {count === 0 && <FleetHealth />}
            <ChevronDown aria-hidden />
          </Button>
        </PopoverTrigger>
        <PopoverContent side="top" className="w-80 p-0" aria-label="Servers that take part">
          <Chooser {...props} />
        </PopoverContent>
      </Popover>
      {tags.map((tag) => (
        <Chip key={`tag ${tag}`} onRemove={() => props.toggle('tags', tag)} name={tag}>
          <Tag className="size-3 shrink-0" aria-hidden />
        </Chip>
      ))}
      {servers.map((name) => (
        <Chip key={`server ${name}`} onRemove={() => props.toggle('servers', name)} name={name}>
          <ServerShape name={name} />
        </Chip>
      ))}
    </div>
  )
}

function Chip({
  name,
  children,
  onRemove,
}: {
  name: string
  children: React.ReactNode
  onRemove: () => void
}) {
  return (
    <span className="bg-secondary inline-flex h-6 max-w-48 min-w-0 items-center gap-1.5 rounded-md pl-2 text-xs">
      {children}
      <span className="truncate">{name}</span>
      <button
        type="button"
        aria-label={`Leave out ${name}`}
        onClick={onRemove}
        className="text-muted-foreground hover:text-foreground grid size-6 shrink-0 place-content-center rounded-md focus-visible:-outline-offset-2"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  )
}

/** How many servers are in which state, by shape and number. */
function FleetHealth() {
  const facets = useServerFacets()
  const states = facets.data?.states ?? {}
  const present = CONNECTION_KINDS.filter((kind) => (states[kind] ?? 0) > 0)
  return (
    <span className="flex min-w-0 items-center gap-2 overflow-hidden font-normal">
      {present.map((kind) => {
        const { word, tone, shape } = CONNECTION_LOOKS[kind]
        return (
          <span key={kind} className={cn('inline-flex items-center gap-1', TONE_CLASSES[tone])} title={word}>
            <StateShape shape={shape} />
            {countWords(states[kind] ?? 0)}
            <span className="sr-only">{word}</span>
          </span>
        )
      })}
    </span>
  )
}

function useServers(words: string) {
  const q = useDebounced(words.trim(), 120)
  const query = { ...(q && { q }), limit: MOST }
  return useQuery({
    queryKey: queryKeys.serverList(query),
    queryFn: ({ signal }) => client.call(listServers, { query, signal }),
    placeholderData: keepPreviousData,
  })
}

function ServerShape({ name }: { name: string }) {
  const server = useServers('').data?.items.find((one) => one.name === name)
  if (!server) return null
  const { tone, shape, word } = CONNECTION_LOOKS[server.connection.kind]
  return (
    <span className={TONE_CLASSES[tone]} title={word}>
      <StateShape shape={shape} />
      <span className="sr-only">{word}</span>
    </span>
  )
}

function Chooser({ chosen, toggle, clear }: Props) {
  const [words, setWords] = useState('')
  const servers = useServers(words)
  const facets = useServerFacets()
  const tags = Object.keys(facets.data?.tags ?? {}).filter((tag) => tag.includes(words.trim()))
  const hasChoice = chosen.servers.length + chosen.tags.length > 0
  return (
    <div className="grid">
      <div className="relative border-b p-2">
        <Search
          className="text-muted-foreground absolute top-1/2 left-4 size-3.5 -translate-y-1/2"
          aria-hidden
        />
        <Input
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="Find a server or tag"
          aria-label="Find a server or tag"
          className="pl-7"
        />
      </div>
      <div className="max-h-72 overflow-y-auto p-1">
        {tags.length > 0 && (
          <div role="group" aria-label="Tags" className="flex flex-wrap gap-1 p-1">
            {tags.slice(0, MOST_TAGS).map((tag) => (
              <button
                key={tag}
                type="button"
                aria-pressed={chosen.tags.includes(tag)}
                onClick={() => toggle('tags', tag)}
                className="hover:bg-accent aria-pressed:border-primary aria-pressed:text-primary inline-flex h-6 max-w-full items-center gap-1 rounded-md border px-1.5 text-xs"
              >
                <Tag className="size-3 shrink-0" aria-hidden />
                <span className="truncate">{tag}</span>
                <span className="text-muted-foreground">{countWords(facets.data?.tags[tag] ?? 0)}</span>
              </button>
            ))}
          </div>
        )}
        {servers.data?.items.map(({ name, connection, verdict, enabled }) => (
          <Choice
            key={name}
            isChosen={chosen.servers.includes(name)}
            onToggle={() => toggle('servers', name)}
          >
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <StateBadge kind={connection.kind} verdict={verdict} enabled={enabled} className="text-xs" />
          </Choice>
        ))}
        {servers.data?.items.length === 0 && tags.length === 0 && (
          <p className="text-muted-foreground px-2 py-4 text-center text-sm">Nothing of that name.</p>
        )}
      </div>
      <div className="flex items-center justify-between gap-2 border-t p-2">
        <p className="text-muted-foreground text-xs">
          {hasChoice ? 'Only the chosen ones take part.' : 'All enabled servers take part.'}
        </p>
        <Button size="sm" variant="ghost" disabled={!hasChoice} onClick={clear}>
          All servers
        </Button>
      </div>
    </div>
  )
}
