import type { Look } from '@/components/ui/state-look'
import type { ConfigFile, Reload, WatchState } from '@/lib/domain/api/config'
import type { Problem } from '@/lib/domain/problem'
import { amountWords } from '@/components/ui/number-words'

/** The variable's place among the files, in the URL too. */
export const ENVIRONMENT = 'MCP_SERVERS'

type Environment = { set: boolean; servers: readonly string[]; problems: readonly Problem[] }

export function fileLook(file: Pick<ConfigFile, 'exists' | 'valid' | 'problems'>): Look {
  if (!file.exists) return { word: 'Missing', tone: 'off', shape: 'ring' }
  if (!file.valid) return { word: 'Not valid', tone: 'bad', shape: 'cross' }
  return problemLook(file.problems)
}

export const GONE_LOOK: Look = { word: 'Deleted', tone: 'off', shape: 'ring' }

export function environmentLook(environment: Environment): Look {
  if (!environment.set) return { word: 'Not set', tone: 'off', shape: 'ring' }
  return problemLook(environment.problems)
}

function problemLook(problems: readonly Problem[]): Look {
  const errors = problems.filter((problem) => problem.severity === 'error').length
  if (errors > 0) return { word: amountWords(errors, 'error'), tone: 'bad', shape: 'cross' }
  if (problems.length > 0) {
    return { word: amountWords(problems.length, 'warning'), tone: 'warn', shape: 'triangle' }
  }
  return { word: 'Valid', tone: 'ok', shape: 'disc' }
}

const WATCH_LOOKS: Record<WatchState['state'], Look> = {
  watching: { word: 'Watched', tone: 'ok', shape: 'disc' },
  polling: { word: 'Looked at every 2 s', tone: 'off', shape: 'ring' },
  failing: { word: 'Can’t be watched', tone: 'bad', shape: 'cross' },
  off: { word: 'Not watched', tone: 'warn', shape: 'triangle' },
}

export function watchLook({ state }: WatchState): Look {
  return WATCH_LOOKS[state]
}

export const OUTCOME_LOOKS: Record<Reload['outcome'], Look> = {
  applied: { word: 'Applied', tone: 'ok', shape: 'disc' },
  rejected: { word: 'Rejected', tone: 'bad', shape: 'cross' },
  unchanged: { word: 'Unchanged', tone: 'off', shape: 'ring' },
}

export const TRIGGER_WORDS: Record<Reload['trigger'], string> = {
  start: 'at start',
  watch: 'after a change on disk',
  request: 'on request',
}

/** The end of a path tells it; where two ends are alike, as much more as tells them apart. */
export function shortPaths(paths: readonly string[]): Map<string, string> {
  const ends = (path: string, parts: number) => path.split('/').filter(Boolean).slice(-parts).join('/')
  return new Map(
    paths.map((path) => {
      const depth = path.split('/').filter(Boolean).length
      for (let parts = 1; parts < depth; parts += 1) {
        const short = ends(path, parts)
        if (paths.every((other) => other === path || ends(other, parts) !== short)) return [path, short]
      }
      return [path, path]
    }),
  )
}

/** What to show first: what is wrong, then what is there. */
export function firstPlace(files: readonly ConfigFile[], environment: Environment): string {
  const wrong = files.find((file) => file.exists && (!file.valid || file.problems.length > 0))
  if (wrong) return wrong.path
  if (environment.problems.length > 0) return ENVIRONMENT
  return (files.find((file) => file.exists) ?? files[0])?.path ?? ENVIRONMENT
}

/** "line 3, column 7"; empty when the problem has no place in the text. */
export function positionWords({ line, column }: Problem): string {
  if (line === undefined) return ''
  return column === undefined ? `line ${line}` : `line ${line}, column ${column}`
}
