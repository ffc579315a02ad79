import Link from 'next/link'
import { healthUrl } from '@/components/ui/health/health-links'
import { countWords, shareWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import { type Shape, type Tone, TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { durationWords } from '@/components/ui/time-words'
import type { Stats } from '@/lib/domain/api/stats'
import { cn } from '@/lib/kit/class-names'

interface Facts {
  stats: Stats
  /** Undefined while it is not known. */
  openIncidents: number | undefined
}

interface Tile {
  label: string
  /** Undefined keeps its place. */
  value: (facts: Facts) => string | undefined
  beside?: (facts: Facts) => string
  href?: string
  /** Shown beside the label, and in colour while the number is not zero. */
  look?: { tone: Tone; shape: Shape; of: (facts: Facts) => number }
}

const state =
  (kind: string) =>
  ({ stats }: Facts) =>
    stats.registry.byState[kind] ?? 0
const verdict =
  (kind: string) =>
  ({ stats }: Facts) =>
    stats.registry.byVerdict[kind] ?? 0

const TILES: readonly Tile[] = [
  { label: 'Servers', value: ({ stats }) => countWords(stats.registry.total), href: '/servers' },
  {
    label: 'Enabled',
    value: ({ stats }) => countWords(stats.registry.enabled),
    href: '/servers?enabled=true',
  },
  counted('Connected', state('ready'), 'ok', 'disc', '/servers?state=ready'),
  counted('Failed', state('failed'), 'bad', 'cross', '/servers?state=failed'),
  {
    label: 'Tools available',
    value: ({ stats }) => countWords(stats.connections.tools),
  },
  {
    label: 'Calls, last hour',
    value: ({ stats }) => countWords(stats.calls.count),
    beside: ({ stats: { calls } }) => (calls.p95Ms === null ? '' : `p95 ${durationWords(calls.p95Ms)}`),
    href: '/?events=calls',
  },
  counted('Healthy', verdict('healthy'), 'ok', 'disc', '/servers?verdict=healthy'),
  counted('Degraded', verdict('degraded'), 'warn', 'triangle', '/servers?verdict=degraded'),
  counted('Unhealthy', verdict('unhealthy'), 'bad', 'cross', '/servers?verdict=unhealthy'),
  counted('Needs sign-in', verdict('needs-auth'), 'warn', 'diamond', '/servers?verdict=needs-auth'),
  {
    label: 'Open incidents',
    value: ({ openIncidents }) => (openIncidents === undefined ? undefined : countWords(openIncidents)),
    href: healthUrl({ tab: 'incidents' }),
    look: { tone: 'bad', shape: 'cross', of: ({ openIncidents }) => openIncidents ?? 0 },
  },
  {
    label: 'Errors, last hour',
    value: ({ stats: { calls } }) => shareWords(calls.errors, calls.count),
    beside: ({ stats: { calls } }) =>
      calls.errors > 0 ? `${countWords(calls.errors)} of ${countWords(calls.count)}` : '',
    look: { tone: 'bad', shape: 'cross', of: ({ stats }) => stats.calls.errors },
  },
]

function counted(label: string, of: (facts: Facts) => number, tone: Tone, shape: Shape, href: string): Tile {
  return { label, value: (facts) => countWords(of(facts)), href, look: { tone, shape, of } }
}

interface CountsProps {
  stats: Stats | undefined
  openIncidents: number | undefined
}

/** The fleet in twelve numbers; each that stands for servers leads to them. */
export function Counts({ stats, openIncidents }: CountsProps) {
  return (
    <dl
      aria-busy={stats === undefined}
      className="bg-border grid grid-cols-6 gap-px overflow-hidden rounded-lg border max-xl:grid-cols-4 max-sm:grid-cols-2"
    >
      {TILES.map((tile) => (
        <TileView key={tile.label} tile={tile} facts={stats && { stats, openIncidents }} />
      ))}
    </dl>
  )
}

function TileView({ tile, facts }: { tile: Tile; facts: Facts | undefined }) {
  const { look } = tile
  const lit = look && facts && look.of(facts) > 0
  const value = facts && tile.value(facts)
  return (
    <div className="bg-card has-[a:hover]:bg-accent/60 relative grid min-w-0 content-start gap-1 px-4 py-2.5 transition-colors">
      <dt className="text-muted-foreground flex items-center gap-1.5 text-xs whitespace-nowrap">
        {look && (
          <StateShape shape={lit ? look.shape : 'ring'} className={lit ? TONE_CLASSES[look.tone] : ''} />
        )}
        {tile.label}
      </dt>
      <dd className="flex min-w-0 items-baseline gap-x-2 text-xl font-semibold tracking-tight whitespace-nowrap">
        {facts && value !== undefined ? (
          <Value tile={tile} facts={facts} value={value} />
        ) : (
          <Skeleton className="my-1 h-5 w-10" />
        )}
      </dd>
    </div>
  )
}

function Value({ tile, facts, value }: { tile: Tile; facts: Facts; value: string }) {
  const { look } = tile
  const beside = tile.beside?.(facts)
  const tone = look && look.tone !== 'ok' && look.of(facts) > 0 && TONE_CLASSES[look.tone]
  return (
    <>
      {tile.href ? (
        // The link covers its tile; its name says where it leads.
        <Link
          href={tile.href}
          aria-label={`${tile.label}: ${value}`}
          className={cn('after:absolute after:inset-0 focus-visible:-outline-offset-2', tone)}
        >
          {value}
        </Link>
      ) : (
        <span className={cn(tone)}>{value}</span>
      )}
      {beside && (
        <span className="text-muted-foreground min-w-0 truncate text-xs font-normal tracking-normal">
          {beside}
        </span>
      )}
    </>
  )
}
