import Link from 'next/link'
import { countWords, shareWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import { type Shape, type Tone, TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { durationWords } from '@/components/ui/time-words'
import type { Stats } from '@/lib/domain/api/stats'
import { cn } from '@/lib/kit/class-names'

interface Tile {
  label: string
  value: (stats: Stats) => string
  beside?: (stats: Stats) => string
  href?: string
  /** Shown beside the label, and in colour while the number is not zero. */
  look?: { tone: Tone; shape: Shape; of: (stats: Stats) => number }
}

const state = (kind: string) => (stats: Stats) => stats.registry.byState[kind] ?? 0
const verdict = (kind: string) => (stats: Stats) => stats.registry.byVerdict[kind] ?? 0

const TILES: readonly Tile[] = [
  { label: 'Servers', value: (stats) => countWords(stats.registry.total), href: '/servers' },
  {
    label: 'Enabled',
    value: (stats) => countWords(stats.registry.enabled),
    href: '/servers?enabled=true',
  },
  counted('Connected', state('ready'), 'ok', 'disc', '/servers?state=ready'),
  counted('Healthy', verdict('healthy'), 'ok', 'disc', '/servers?verdict=healthy'),
  counted('Needs sign-in', state('needs-auth'), 'warn', 'diamond', '/servers?state=needs-auth'),
  counted('Failed', state('failed'), 'bad', 'cross', '/servers?state=failed'),
  {
    label: 'Tools available',
    value: (stats) => countWords(stats.connections.tools),
  },
  {
    label: 'Calls, last hour',
    value: (stats) => countWords(stats.calls.count),
    beside: ({ calls }) => (calls.p95Ms === null ? '' : `p95 ${durationWords(calls.p95Ms)}`),
    href: '/?events=calls',
  },
  {
    label: 'Errors, last hour',
    value: ({ calls }) => shareWords(calls.errors, calls.count),
    beside: ({ calls }) =>
      calls.errors > 0 ? `${countWords(calls.errors)} of ${countWords(calls.count)}` : '',
    look: { tone: 'bad', shape: 'cross', of: ({ calls }) => calls.errors },
  },
]

function counted(label: string, of: (stats: Stats) => number, tone: Tone, shape: Shape, href: string): Tile {
  return { label, value: (stats) => countWords(of(stats)), href, look: { tone, shape, of } }
}

/** The fleet in nine numbers; each that stands for servers leads to them. */
export function Counts({ stats }: { stats: Stats | undefined }) {
  return (
    <dl
      aria-busy={stats === undefined}
      className="bg-border grid grid-cols-3 gap-px overflow-hidden rounded-lg border max-sm:grid-cols-2 xl:grid-cols-[2fr_2fr_3fr_2.6fr_3.7fr_2.2fr_3.2fr_3.7fr_4fr] max-sm:[&>:first-child]:col-span-2"
    >
      {TILES.map((tile) => (
        <TileView key={tile.label} tile={tile} stats={stats} />
      ))}
    </dl>
  )
}

function TileView({ tile, stats }: { tile: Tile; stats: Stats | undefined }) {
  const { look } = tile
  const lit = look && stats && look.of(stats) > 0
  return (
    <div className="bg-card has-[a:hover]:bg-accent/60 relative grid min-w-0 content-start gap-1 px-4 py-3 transition-colors xl:max-2xl:px-3">
      <dt className="text-muted-foreground flex items-center gap-1.5 text-xs whitespace-nowrap">
        {look && (
          <StateShape shape={lit ? look.shape : 'ring'} className={lit ? TONE_CLASSES[look.tone] : ''} />
        )}
        {tile.label}
      </dt>
      <dd className="flex min-w-0 items-baseline gap-x-2 text-xl font-semibold tracking-tight whitespace-nowrap">
        {stats ? <Value tile={tile} stats={stats} /> : <Skeleton className="my-1 h-5 w-10" />}
      </dd>
    </div>
  )
}

function Value({ tile, stats }: { tile: Tile; stats: Stats }) {
  const { look } = tile
  const value = tile.value(stats)
  const beside = tile.beside?.(stats)
  const tone = look && look.tone !== 'ok' && look.of(stats) > 0 && TONE_CLASSES[look.tone]
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
