import { amountWords, countWords } from '@/components/ui/number-words'
import type { Look } from '@/components/ui/state-look'
import type {
  HeldServer,
  Run,
  RunTrigger,
  SettingLayer,
  SourcePart,
  SourceView,
} from '@/lib/domain/discovery'
import { assertNever } from '@/lib/kit/assert-never'

/** How a source fares, by shape, word and colour. */
export function sourceLook({
  state,
  runnable,
  watching,
  parts,
}: Pick<SourceView, 'state' | 'runnable' | 'watching' | 'parts'>): Look {
  switch (state) {
    case 'off':
      return { word: 'Off', tone: 'off', shape: 'ring' }
    case 'paused':
      return { word: 'Paused', tone: 'warn', shape: 'square' }
    case 'idle':
      if (failingIn(parts) > 0) return failingLook(parts)
      if (!runnable) return { word: 'In use', tone: 'ok', shape: 'disc' }
      return { word: watching ? 'Watching' : 'Up to date', tone: 'ok', shape: 'disc' }
    case 'queued':
      return { word: 'Queued', tone: 'busy', shape: 'ring' }
    case 'running':
      return { word: 'Running', tone: 'busy', shape: 'arc' }
    case 'failing':
      return { word: 'Failing', tone: 'bad', shape: 'cross' }
    default:
      return assertNever(state)
  }
}

function failingIn(parts: readonly SourcePart[]): number {
  return parts.filter((part) => part.state === 'failing').length
}

/** What can't be read of a source that could be asked: nothing at all, or some of it. */
function failingLook(parts: readonly SourcePart[]): Look {
  const failing = failingIn(parts)
  const there = parts.filter((part) => part.state !== 'absent').length
  if (failing === there) return { word: 'Failing', tone: 'bad', shape: 'cross' }
  return {
    word: `${countWords(failing)} of ${amountWords(there, 'part')} failing`,
    tone: 'warn',
    shape: 'triangle',
  }
}

export const PART_LOOKS: Record<SourcePart['state'], Look> = {
  ok: { word: 'Read', tone: 'ok', shape: 'disc' },
  connecting: { word: 'Connecting', tone: 'busy', shape: 'arc' },
  failing: { word: 'Failing', tone: 'bad', shape: 'cross' },
  absent: { word: 'Not there', tone: 'off', shape: 'ring' },
}

/** What is wrong comes first, then what is there; what is absent last. */
const PART_ORDER: Record<SourcePart['state'], number> = { failing: 0, connecting: 1, ok: 2, absent: 3 }

export function partsInOrder(parts: readonly SourcePart[]): SourcePart[] {
  return [...parts].sort((a, b) => PART_ORDER[a.state] - PART_ORDER[b.state])
}

/** "2 failing, 5 read, 1 not there" */
export function partsWords(parts: readonly SourcePart[]): string {
  const count = (state: SourcePart['state']) => parts.filter((part) => part.state === state).length
  return (['failing', 'connecting', 'ok', 'absent'] as const)
    .flatMap((state) =>
      count(state) > 0 ? `${countWords(count(state))} ${PART_LOOKS[state].word.toLowerCase()}` : [],
    )
    .join(', ')
}

export function runLook({ state, counts }: Pick<Run, 'state' | 'counts'>): Look {
  switch (state) {
    case 'queued':
      return { word: 'Queued', tone: 'busy', shape: 'ring' }
    case 'running':
      return { word: 'Running', tone: 'busy', shape: 'arc' }
    case 'succeeded':
      return counts.errors > 0
        ? { word: amountWords(counts.errors, 'error'), tone: 'warn', shape: 'triangle' }
        : { word: 'Succeeded', tone: 'ok', shape: 'disc' }
    case 'failed':
      return { word: 'Failed', tone: 'bad', shape: 'cross' }
    case 'cancelled':
      return { word: 'Cancelled', tone: 'off', shape: 'square' }
    default:
      return assertNever(state)
  }
}

export function isGoingOn({ state }: Pick<Run, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}

export const TRIGGER_WORDS: Record<RunTrigger, string> = {
  start: 'at start',
  watch: 'after a change there',
  interval: 'by schedule',
  request: 'on request',
  settings: 'after new settings',
  retry: 'again after a failure',
}

export const LAYER_WORDS: Record<SettingLayer, string> = {
  default: 'default',
  environment: 'from the environment',
  file: 'from the file',
  page: 'set here',
}

type Counts = Run['counts']

/** "2 added, 1 removed"; empty where nothing changed. */
export function changeWords(counts: Counts): string {
  return [
    counts.added > 0 && `${countWords(counts.added)} added`,
    counts.changed > 0 && `${countWords(counts.changed)} changed`,
    counts.removed > 0 && `${countWords(counts.removed)} removed`,
  ]
    .filter((part) => part !== false)
    .join(', ')
}

/** What a run came to, in a sentence without its time. */
export function resultWords(run: Pick<Run, 'state' | 'counts' | 'error' | 'dryRun'>): string {
  switch (run.state) {
    case 'queued':
      return 'Waits for its turn'
    case 'running':
      return 'Reading'
    case 'failed':
    case 'cancelled':
      return (
        run.error?.message ?? (run.state === 'failed' ? 'It failed without a reason' : 'It was cancelled')
      )
    case 'succeeded': {
      const changes = changeWords(run.counts)
      const none = run.dryRun ? 'nothing would change' : 'nothing changed'
      const held = run.counts.held > 0 ? `, ${countWords(run.counts.held)} held` : ''
      return `${amountWords(run.counts.found, 'server')} found${held}, ${changes || none}`
    }
    default:
      return assertNever(run.state)
  }
}

export function heldKey({ source, name }: Pick<HeldServer, 'source' | 'name'>): string {
  // A source's id and a server's name have no line break.
  return `${source}\n${name}`
}

/** A source's name for a person; the id where the source is not set up any more. */
export function titleOf(sources: readonly SourceView[] | undefined, id: string): string {
  return sources?.find((source) => source.id === id)?.title ?? id
}

/** All sources in one sign: what fails counts more than what runs. */
export function overallLook(sources: readonly SourceView[]): Look {
  const inState = (...states: SourceView['state'][]) =>
    sources.filter((source) => states.includes(source.state)).length
  const failing = sources.filter((source) => sourceLook(source).tone === 'bad').length
  if (failing > 0) {
    return { word: `${amountWords(failing, 'source')} failing`, tone: 'bad', shape: 'cross' }
  }
  const partly = sources.filter((source) => failingIn(source.parts) > 0).length
  if (partly > 0) {
    return { word: `${amountWords(partly, 'source')} partly failing`, tone: 'warn', shape: 'triangle' }
  }
  const running = inState('running')
  if (running > 0) return { word: `${amountWords(running, 'source')} running`, tone: 'busy', shape: 'arc' }
  const paused = inState('paused')
  if (paused > 0) return { word: `${amountWords(paused, 'source')} paused`, tone: 'warn', shape: 'square' }
  return {
    word: `${amountWords(sources.length - inState('off'), 'source')} in use`,
    tone: 'ok',
    shape: 'disc',
  }
}
