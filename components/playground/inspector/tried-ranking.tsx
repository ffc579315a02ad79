import { FileText, Wrench } from 'lucide-react'
import type { FoundPassage, RankedTool } from '@/lib/domain/retrieval'
import { cn } from '@/lib/kit/class-names'
import { titleOf, whereWords } from '../citations/passage-words'
import { type Move, movesOf } from './ranking-rows'

export interface Tried {
  key: string
  kind: 'passage' | 'tool'
  name: string
  detail: string
}

/** What would be taken, in its order: passages by their place in the document, which lasts when they are indexed anew. */
export function ranksTried(
  { passages }: { passages: readonly FoundPassage[] },
  tools: readonly RankedTool[] | undefined,
): Tried[] {
  return [
    ...passages.map((passage): Tried => ({
      key: `${passage.document.id} ${passage.place.start}`,
      kind: 'passage',
      name: titleOf(passage),
      detail: whereWords(passage),
    })),
    ...(tools ?? [])
      .filter(({ taken }) => taken)
      .map(({ server, tool }): Tried => ({
        key: `${server} ${tool}`,
        kind: 'tool',
        name: tool,
        detail: server,
      })),
  ]
}

/** The order that other settings give, and how each has moved by them. */
export function TriedRanking({ before, after }: { before: readonly Tried[]; after: readonly Tried[] }) {
  return (
    <div className="grid grid-cols-1 gap-2" aria-live="polite">
      <TriedPart kind="passage" label="Passages then" before={before} after={after} />
      <TriedPart kind="tool" label="Tools then" before={before} after={after} />
    </div>
  )
}

function TriedPart({
  kind,
  label,
  before,
  after,
}: {
  kind: Tried['kind']
  label: string
  before: readonly Tried[]
  after: readonly Tried[]
}) {
  const was = before.filter((one) => one.kind === kind)
  const is = after.filter((one) => one.kind === kind)
  const keys = new Set(is.map(({ key }) => key))
  const moves = movesOf(
    was.map(({ key }) => key),
    is.map(({ key }) => key),
  )
  const gone = was.filter(({ key }) => !keys.has(key))
  if (was.length === 0 && is.length === 0) return null
  return (
    <ol aria-label={label} className="grid grid-cols-1 gap-0.5 text-xs">
      {is.map((one) => (
        <TriedRow key={one.key} tried={one} sign={<MoveSign move={moves.get(one.key) ?? 0} />} />
      ))}
      {gone.map((one) => (
        <TriedRow key={one.key} tried={one} isGone sign={<span className="text-bad">gone</span>} />
      ))}
    </ol>
  )
}

function TriedRow({
  tried,
  sign,
  isGone = false,
}: {
  tried: Tried
  sign: React.ReactNode
  isGone?: boolean
}) {
  const Icon = tried.kind === 'passage' ? FileText : Wrench
  return (
    <li className="flex min-w-0 items-center gap-1.5">
      <Icon className="text-muted-foreground size-3 shrink-0" aria-hidden />
      <span
        className={cn('min-w-0 flex-1 truncate', isGone && 'text-muted-foreground line-through')}
        title={tried.detail}
      >
        {tried.name} <span className="text-muted-foreground">{tried.detail}</span>
      </span>
      <span className="shrink-0 tabular-nums">{sign}</span>
    </li>
  )
}

function MoveSign({ move }: { move: Move }) {
  if (move === 'new') return <span className="text-ok">new</span>
  if (move === 0)
    return (
      <span className="text-muted-foreground" aria-label="unmoved">
        –
      </span>
    )
  return (
    <span
      className={move > 0 ? 'text-ok' : 'text-warn'}
      aria-label={`${Math.abs(move)} ${move > 0 ? 'up' : 'down'}`}
    >
      {move > 0 ? '▲' : '▼'} {Math.abs(move)}
    </span>
  )
}
