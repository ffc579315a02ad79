import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERDICTS, type Verdict } from '@/lib/domain/connection'
import type { VerdictChange } from '@/lib/domain/health'
import { SEVERITIES } from '@/lib/domain/incident'
import type { StoredIncident } from '@/lib/store/incident-rows'
import { decide, FAILS_OFTEN, type Known } from './decide'
import { outcomeOf } from './progress'

const time = (second: number) => new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString()
const REASON = { code: 'unreachable', message: 'No answer from 127.0.0.1:9: connection refused' }

function change(to: Verdict, second: number, part: Partial<VerdictChange> = {}): VerdictChange {
  return { server: 'a', at: time(second), from: 'unknown', to, reason: REASON, silenced: false, ...part }
}

function counter() {
  let count = 0
  return () => `id-${(count += 1)}`
}

const NOTHING: Known = { open: new Map(), lately: new Map() }

/** As the store would have it after each batch. */
function run(batches: VerdictChange[][], lately = 0) {
  const newId = counter()
  const stored = new Map<string, StoredIncident>()
  for (const changes of batches) {
    const open = new Map(
      [...stored.values()].filter((one) => one.closedAt === null).map((one) => [one.server, one]),
    )
    const { inserted, updated } = outcomeOf(
      open,
      decide({ open, lately: new Map([['a', lately]]) }, changes, newId),
    )
    for (const one of [...updated, ...inserted]) stored.set(one.id, one)
  }
  return [...stored.values()]
}

describe('decide', () => {
  it('opens an incident when a server is not well, with the reason as its cause', () => {
    expect(decide(NOTHING, [change('unhealthy', 1)], counter())).toEqual([
      {
        ...{ kind: 'open', id: 'id-1', server: 'a', severity: 'unhealthy', cause: REASON, at: time(1) },
        ...{ silenced: false, settles: false },
      },
    ])
  })

  it('closes it when the server is well again', () => {
    const [incident] = run([[change('unhealthy', 1)], [change('healthy', 61)]])
    expect(incident).toMatchObject({ openedAt: time(1), closedAt: time(61), end: 'recovered' })
  })

  it('keeps one incident while it becomes better and worse, with the worst of its verdicts', () => {
    const incidents = run([
      [change('degraded', 1)],
      [change('unhealthy', 2)],
      [change('needs-auth', 3)],
      [change('degraded', 4)],
    ])
    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({ severity: 'unhealthy', openedAt: time(1), closedAt: null })
  })

  it('takes what is not known for neither well nor ill', () => {
    expect(decide(NOTHING, [change('unknown', 1)], counter())).toEqual([])
    expect(run([[change('unhealthy', 1)], [change('unknown', 2)]])[0]?.closedAt).toBeNull()
  })

  it.each(['disabled', 'removed'] as const)('closes the incident of a server that is %s', (code) => {
    const gone = change('unknown', 9, { reason: { code, message: 'It is gone' } })
    expect(run([[change('unhealthy', 1)], [gone]])[0]).toMatchObject({ closedAt: time(9), end: code })
  })

  it('sees each change of a batch against the one before', () => {
    const incidents = run([
      [change('unhealthy', 1), change('healthy', 2), change('degraded', 3), change('unhealthy', 4)],
    ])
    expect(incidents.map(({ openedAt, closedAt, severity }) => [openedAt, closedAt, severity])).toEqual([
      [time(1), time(2), 'unhealthy'],
      [time(3), null, 'unhealthy'],
    ])
  })

  it('never ends an incident before it began, also when the clock was set back', () => {
    const [incident] = run([[change('unhealthy', 59)], [change('healthy', 1)]])
    expect(incident).toMatchObject({ openedAt: time(59), closedAt: time(59) })
  })

  it('makes one incident of a server that fails again and again, not one for each time', () => {
    const alternating = Array.from({ length: 40 }, (_, second) => [
      change(second % 2 === 0 ? 'unhealthy' : 'healthy', second),
    ])
    const incidents = run(alternating, FAILS_OFTEN)
    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({ settles: true, closedAt: null, recoveredAt: time(39) })
  })

  it('holds that at most one incident of a server is open, and the worst verdict is kept', () => {
    const changes = fc.array(
      fc.record({ to: fc.constantFrom(...VERDICTS), server: fc.constantFrom('a', 'b') }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        (all, size, often) => {
          const steps = all.map(({ to, server }, second) => change(to, second, { server }))
          const batches = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) =>
            steps.slice(i * size, (i + 1) * size),
          )
          const incidents = run(batches, often)
          for (const server of ['a', 'b']) {
            const own = incidents.filter((one) => one.server === server)
            const open = own.filter(({ closedAt }) => closedAt === null)
            expect(open.length).toBeLessThanOrEqual(1)
            const last = steps.findLast((one) => one.server === server && one.to !== 'unknown')
            const isIll = SEVERITIES.some((severity) => severity === last?.to)
            // What fails again and again stays open until it has settled.
            if (isIll) expect(open).toHaveLength(1)
            else if (!own.some(({ settles }) => settles)) expect(open).toHaveLength(0)
            for (const { openedAt, closedAt } of own) {
              if (closedAt !== null) expect(closedAt >= openedAt).toBe(true)
            }
          }
          expect(new Set(incidents.map(({ id }) => id)).size).toBe(incidents.length)
        },
      ),
    )
  })
})
