import { CELL_LOOKS, toCell } from '@/components/ui/health/cells'
import { amountWords } from '@/components/ui/number-words'
import { type Look, VERDICT_LOOKS } from '@/components/ui/state-look'
import type { PublicStatus } from '@/lib/domain/api/status'

type ServerStatus = PublicStatus['servers'][number]

const DAY_MS = 86_400_000
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const WORDS = {
  healthy: 'Up',
  degraded: 'Degraded',
  unhealthy: 'Down',
  'needs-auth': 'Needs sign-in',
  unknown: 'Unknown',
} as const

/** For people who know nothing of how it is watched. */
export function serverLook({ verdict, maintenance }: Pick<ServerStatus, 'verdict' | 'maintenance'>): Look {
  return maintenance ? CELL_LOOKS.m : { ...VERDICT_LOOKS[verdict], word: WORDS[verdict] }
}

/** The whole in a sentence: what is worst goes first. */
export function overallLook({ servers }: Pick<PublicStatus, 'servers'>): Look {
  const outside = servers.filter(({ maintenance }) => !maintenance)
  const count = (verdict: ServerStatus['verdict']) => outside.filter((one) => one.verdict === verdict).length
  const [down, impaired] = [count('unhealthy'), count('degraded') + count('needs-auth')]
  if (down > 0) {
    return { word: `${amountWords(down, 'server')} down`, tone: 'bad', shape: 'cross' }
  }
  if (impaired > 0) {
    return { word: `${amountWords(impaired, 'server')} degraded`, tone: 'warn', shape: 'triangle' }
  }
  if (servers.length === 0) return { word: 'Nothing is shown here yet', tone: 'off', shape: 'ring' }
  if (outside.length === 0) return { word: 'In maintenance', tone: 'busy', shape: 'square' }
  return count('healthy') === 0
    ? { word: 'Nothing is known yet', tone: 'off', shape: 'ring' }
    : { word: 'All is up', tone: 'ok', shape: 'disc' }
}

/** "90 days to 22 Nov: Healthy 88 days, Unhealthy 2 days; not well on 3 Oct and 4 Oct". */
export function daysWords({ days }: Pick<ServerStatus, 'days'>, at: string): string {
  const counts = new Map<string, number>()
  const bad: string[] = []
  const today = Math.floor(Date.parse(at) / DAY_MS) * DAY_MS
  for (const [index, letter] of Array.from(days).entries()) {
    const { word } = CELL_LOOKS[toCell(letter)]
    counts.set(word, (counts.get(word) ?? 0) + 1)
    if (letter === 'u' || letter === 'd' || letter === 'a') {
      bad.push(day.format(today - (days.length - 1 - index) * DAY_MS))
    }
  }
  const all = [...counts].map(([word, count]) => `${word} ${amountWords(count, 'day')}`).join(', ')
  const told = bad.length > 12 ? [...bad.slice(-12), `${bad.length - 12} days before`] : bad
  return `${days.length} days to ${day.format(today)}: ${all}${bad.length > 0 ? `; not well on ${told.join(', ')}` : ''}`
}
