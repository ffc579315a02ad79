import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GROUP_FROM, GROUP_WITHIN_MS, grouped, JOIN_WITHIN_MS, type Single } from './groups'

const START = Date.parse('2026-11-22T00:00:00Z')
const time = (ms: number) => new Date(START + ms).toISOString()

function single(n: number, ms: number, code = 'unreachable', message = 'No answer'): Single {
  return { id: `i${n}`, server: `s${n}`, cause: { code, message }, dueAt: time(ms) }
}
const many = (count: number, everyMs: number, code?: string) =>
  Array.from({ length: count }, (_, n) => single(n, n * everyMs, code))

function counter() {
  let count = 0
  return () => `g${(count += 1)}`
}

describe('grouped', () => {
  it('makes one group of 500 servers that fail at the same instant', () => {
    const { made, joined } = grouped(many(500, 0), [], counter())
    expect(made).toHaveLength(1)
    expect(made[0]?.members).toHaveLength(500)
    expect(joined).toEqual([])
  })

  it('leaves a handful alone', () => {
    expect(grouped(many(GROUP_FROM - 1, 0), [], counter()).made).toEqual([])
  })

  it('leaves alone what fails now and then', () => {
    expect(grouped(many(50, GROUP_WITHIN_MS), [], counter()).made).toEqual([])
  })

  it('keeps causes apart', () => {
    const refused = many(GROUP_FROM, 0)
    const slow = many(GROUP_FROM, 0, 'timed-out').map((one) => ({ ...one, id: `t${one.id}` }))
    expect(grouped([...refused, ...slow], [], counter()).made.map(({ cause }) => cause.code)).toEqual([
      'unreachable',
      'timed-out',
    ])
  })

  it('goes on with a sweep that takes longer than the group needs to form', () => {
    const { made } = grouped(many(60, 1_000), [], counter())
    expect(made.map(({ members }) => members.length)).toEqual([60])
  })

  it('lets what comes later join the group that goes on, but not after a pause', () => {
    const open = [{ id: 'g0', cause: { code: 'unreachable', message: 'No answer' }, newestAt: time(0) }]
    const soon = single(1, JOIN_WITHIN_MS)
    const late = single(2, JOIN_WITHIN_MS * 2 + 1)
    expect(grouped([soon, late], open, counter())).toEqual({
      made: [],
      joined: [{ group: 'g0', members: [soon] }],
    })
  })

  it('says the commonest words of the cause, and whose they are when each has its own', () => {
    const alike = many(GROUP_FROM, 0)
    expect(grouped([...alike, single(9, 0, 'unreachable', 'Else')], [], counter()).made[0]?.cause).toEqual({
      code: 'unreachable',
      message: 'No answer',
    })
    const own = alike.map((one) => ({
      ...one,
      cause: { ...one.cause, message: `No answer from ${one.server}` },
    }))
    expect(grouped(own, [], counter()).made[0]?.cause.message).toBe('s0: No answer from s0')
  })

  it('puts nobody into two groups, and leaves nobody out who has enough beside them', () => {
    const singles = fc.array(
      fc.record({ ms: fc.integer({ min: 0, max: 200_000 }), code: fc.constantFrom('x', 'y') }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(singles, (given) => {
        const all = given.map(({ ms, code }, n) => single(n, ms, code))
        const { made } = grouped(all, [], counter())
        const members = made.flatMap((group) => group.members.map(({ id }) => id))
        expect(new Set(members).size).toBe(members.length)
        for (const group of made) {
          expect(group.members.length).toBeGreaterThanOrEqual(GROUP_FROM)
          expect(new Set(group.members.map(({ cause }) => cause.code)).size).toBe(1)
        }
        for (const one of all) {
          const from = Date.parse(one.dueAt)
          const beside = all.filter(
            ({ cause, dueAt }) =>
              cause.code === one.cause.code &&
              Date.parse(dueAt) >= from &&
              Date.parse(dueAt) - from <= GROUP_WITHIN_MS,
          )
          if (beside.length >= GROUP_FROM) expect(members).toContain(one.id)
        }
      }),
    )
  })
})
