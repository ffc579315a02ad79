import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Failure } from '@/lib/domain/connection'
import {
  type ConnectionEvent,
  type ConnectionState,
  initialState,
  type RetryPolicy,
  STABLE_AFTER_MS,
  step,
} from './state'

const POLICY: RetryPolicy = { autoReconnect: true, maxRetries: 3, firstDelayMs: 1_000, maxDelayMs: 60_000 }
const DOWN: Failure = { code: 'unreachable', message: 'Nothing listens' }

type Event = ConnectionEvent<string>
type State = ConnectionState<string>

function run(...events: Event[]): { state: State; effects: string[] } {
  let state: State = initialState(0)
  const effects: string[] = []
  for (const event of events) {
    const next = step(state, event)
    state = next.state
    effects.push(
      ...next.effects.map((effect) => ('id' in effect ? `${effect.kind} ${effect.id}` : effect.kind)),
    )
  }
  return { state, effects }
}

const open: Event = { kind: 'open-requested', at: 0 }
const close: Event = { kind: 'close-requested', at: 0 }
const opened = (id: number, at = 0): Event => ({ kind: 'opened', id, at, facts: `facts of ${id}` })
const ending = (kind: 'open-failed' | 'lost' | 'forgotten', id: number, more: object = {}): Event => ({
  kind,
  id,
  at: 0,
  error: DOWN,
  policy: POLICY,
  random: 0.5,
  ...more,
})
const closed = (id: number): Event => ({ kind: 'closed', id, at: 0 })

describe('opening', () => {
  it('begins one attempt for any number of requests', () => {
    const { state, effects } = run(open, open, open)
    expect(state.now).toMatchObject({ kind: 'connecting', attempt: 1, begun: true })
    expect(effects).toEqual(['open 1'])
  })

  it('is ready when its attempt has opened', () => {
    expect(run(open, opened(1, 7)).state.now).toEqual({
      kind: 'ready',
      since: 7,
      failures: 0,
      facts: 'facts of 1',
    })
  })

  it('closes what opened after nobody waited for it any more', () => {
    const { state, effects } = run(open, close, opened(1))
    expect(state.now.kind).toBe('stopping')
    expect(effects).toEqual(['open 1', 'close 1', 'close 1'])
  })

  it('opens again after a close that was still under way', () => {
    const { state, effects } = run(open, opened(1), close, open, closed(1))
    expect(state.now).toMatchObject({ kind: 'connecting', begun: true })
    expect(effects).toEqual(['open 1', 'close 1', 'open 2'])
  })

  it('stays closed when the last word was to close', () => {
    expect(run(open, opened(1), close, open, close, closed(1)).state.now.kind).toBe('idle')
  })
})

describe('failing', () => {
  it('waits after a failure, with the number of the attempt to come and when', () => {
    const { state, effects } = run(open, ending('open-failed', 1, { at: 100 }))
    expect(state.now).toEqual({ kind: 'waiting', attempt: 2, retryAt: 600, error: DOWN, ticket: 2 })
    expect(effects).toEqual(['open 1', 'schedule-retry'])
  })

  it('gives up after the retries its policy allows, and says how often it tried', () => {
    const events: Event[] = [open]
    let { state } = run(open)
    for (let i = 0; i < 10 && state.now.kind !== 'failed'; i++) {
      const next: Event =
        state.now.kind === 'waiting'
          ? { kind: 'retry-due', at: 0, ticket: state.now.ticket }
          : ending('open-failed', state.live ?? 0)
      events.push(next)
      state = run(...events).state
    }
    expect(state.now).toMatchObject({ kind: 'failed', attempts: 4, error: DOWN })
  })

  it('starts from the first attempt when a person connects after it gave up', () => {
    const policy = { ...POLICY, maxRetries: 0 }
    expect(run(open, ending('open-failed', 1, { policy }), open).state.now).toMatchObject({
      kind: 'connecting',
      attempt: 1,
    })
  })

  it('does not retry by itself when the server asks for sign-in', () => {
    const error = { code: 'needs-auth', message: 'asks for sign-in' }
    const { state, effects } = run(open, ending('open-failed', 1, { error }))
    expect(state.now).toMatchObject({ kind: 'needs-auth', error })
    expect(effects).toEqual(['open 1'])
  })

  it('does not retry what waiting can not heal', () => {
    const error = { code: 'not-configured', message: 'A variable is missing' }
    expect(run(open, ending('open-failed', 1, { error })).state.now.kind).toBe('failed')
  })

  it('does not retry when its policy says not to reconnect', () => {
    const policy = { ...POLICY, autoReconnect: false }
    expect(run(open, opened(1), ending('lost', 1, { policy })).state.now.kind).toBe('failed')
  })

  it('tries at once, and only once, when a person connects while it waits', () => {
    const { state, effects } = run(open, ending('open-failed', 1), open, {
      kind: 'retry-due',
      at: 0,
      ticket: 2,
    })
    expect(state.now).toMatchObject({ kind: 'connecting', attempt: 2 })
    expect(effects).toEqual(['open 1', 'schedule-retry', 'cancel-retry', 'open 3'])
  })
})

describe('losing', () => {
  it('closes what is left of a lost session before it opens another', () => {
    const lost = run(open, opened(1), ending('lost', 1))
    expect(lost.effects).toEqual(['open 1', 'close 1', 'schedule-retry'])
    const early = run(open, opened(1), ending('lost', 1), open)
    expect(early.state.now).toMatchObject({ kind: 'connecting', begun: false })
    expect(early.effects).not.toContain('open 3')
    expect(run(open, opened(1), ending('lost', 1), open, closed(1)).effects.at(-1)).toBe('open 3')
  })

  it('goes on counting when it is lost soon after it was opened', () => {
    const { state } = run(open, ending('open-failed', 1), open, opened(3), ending('lost', 3, { at: 1_000 }))
    expect(state.now).toMatchObject({ kind: 'waiting', attempt: 3 })
  })

  it('counts from one again after five stable minutes', () => {
    const { state } = run(
      open,
      ending('open-failed', 1),
      open,
      opened(3),
      ending('lost', 3, { at: STABLE_AFTER_MS }),
    )
    expect(state.now).toMatchObject({ kind: 'waiting', attempt: 2 })
  })

  it('opens a forgotten session again at once', () => {
    const { state, effects } = run(open, opened(1), ending('forgotten', 1, { at: 5_000 }), closed(1))
    expect(state.now).toMatchObject({ kind: 'connecting', attempt: 1, begun: true })
    expect(effects).toEqual(['open 1', 'close 1', 'open 2'])
  })

  it('backs off from a server that forgets each session as soon as it is opened', () => {
    expect(run(open, opened(1), ending('forgotten', 1, { at: 10 })).state.now.kind).toBe('waiting')
  })
})

describe('changing the declaration', () => {
  const changed: Event = { kind: 'changed', at: 0 }

  it('opens afresh what was open, when the old transport is gone', () => {
    expect(run(open, opened(1), changed, closed(1)).effects).toEqual(['open 1', 'close 1', 'open 2'])
  })

  it('gives another chance to what had given up', () => {
    const policy = { ...POLICY, maxRetries: 0 }
    const { state } = run(open, ending('open-failed', 1, { policy }), changed)
    expect(state.now).toMatchObject({ kind: 'connecting', attempt: 1 })
  })

  it('opens nothing that nobody wanted open', () => {
    expect(run(changed).state.now.kind).toBe('idle')
  })
})

/** What whoever performs the effects owes the machine: transports that exist, and the answers still to come. */
class World {
  state: State = initialState(0)
  readonly transports = new Map<number, 'opening' | 'open' | 'closing'>()
  timer: number | undefined
  now = 0
  most = 0

  apply(event: Event): void {
    const next = step(this.state, event)
    this.state = next.state
    for (const effect of next.effects) {
      if (effect.kind === 'open') this.transports.set(effect.id, 'opening')
      if (effect.kind === 'close' && this.transports.has(effect.id)) this.transports.set(effect.id, 'closing')
      if (effect.kind === 'schedule-retry') this.timer = effect.ticket
      if (effect.kind === 'cancel-retry') this.timer = undefined
    }
    this.most = Math.max(this.most, this.transports.size)
  }

  /** One thing that may happen next, chosen by a number. */
  happen(choice: number): void {
    this.now += 1 + (choice % 7) * 60_000
    const at = this.now
    const [id, phase] = [...this.transports][0] ?? []
    const policy: RetryPolicy = { ...POLICY, maxRetries: choice % 4, autoReconnect: choice % 11 !== 0 }
    const error = choice % 5 === 0 ? { code: 'needs-auth', message: '' } : DOWN
    const end = { id: id ?? 0, at, error, policy, random: (choice % 100) / 100 }
    switch (choice % 8) {
      case 0:
        this.apply({ kind: 'open-requested', at })
        return
      case 1:
        this.apply({ kind: 'close-requested', at })
        return
      case 2:
        this.apply({ kind: 'changed', at })
        return
      case 3:
        if (id === undefined || phase !== 'opening') return
        this.transports.set(id, 'open')
        this.apply({ kind: 'opened', id, at, facts: '' })
        return
      case 4:
        if (id === undefined || phase !== 'opening') return
        this.transports.delete(id)
        this.apply({ kind: 'open-failed', ...end })
        return
      case 5:
        if (id === undefined || phase !== 'open') return
        this.apply({ kind: choice % 3 === 0 ? 'forgotten' : 'lost', ...end })
        return
      case 6:
        if (this.timer === undefined) return
        this.apply({ kind: 'retry-due', at, ticket: this.timer })
        return
      default:
        if (id === undefined || phase !== 'closing') return
        this.transports.delete(id)
        this.apply({ kind: 'closed', id, at })
    }
  }

  /** Lets everything under way come to its end: openings succeed, closings end, timers fire. */
  settle(): void {
    for (let i = 0; i < 20; i++) for (const choice of [3, 6, 7]) this.happen(choice)
  }
}

const choices = fc.array(fc.nat(10_000), { maxLength: 200 })

describe('under any sequence of events', () => {
  it('never has more than one transport', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const world = new World()
        for (const choice of sequence) world.happen(choice)
        expect(world.most).toBeLessThanOrEqual(1)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never has a transport without an owner: what lives is the one it knows, and idle means none', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const world = new World()
        for (const choice of sequence) {
          world.happen(choice)
          expect([...world.transports.keys()]).toEqual(
            world.state.live === undefined ? [] : [world.state.live],
          )
          if (world.state.now.kind === 'idle') expect(world.transports.size).toBe(0)
          if (world.state.now.kind === 'ready') expect([...world.transports.values()]).toEqual(['open'])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('always has a way out of waiting: its own timer', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const world = new World()
        for (const choice of sequence) {
          world.happen(choice)
          if (world.state.now.kind === 'waiting') expect(world.timer).toBe(world.state.now.ticket)
        }
        world.settle()
        expect(['waiting', 'connecting', 'stopping']).not.toContain(world.state.now.kind)
      }),
      { numRuns: 2_000 },
    )
  })

  it('comes to rest closed, with nothing left, when the last word was to close', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const world = new World()
        for (const choice of sequence) world.happen(choice)
        world.apply({ kind: 'close-requested', at: world.now })
        world.settle()
        expect(world.state.now.kind).toBe('idle')
        expect(world.transports.size).toBe(0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is untouched by whatever an old attempt still reports', () => {
    fc.assert(
      fc.property(choices, fc.nat(50), fc.constantFrom(0, 1, 2, 3, 4), (sequence, age, kind) => {
        const world = new World()
        for (const choice of sequence) world.happen(choice)
        const id = (world.state.live ?? world.state.counter + 1) - 1 - age
        const old: Event[] = [
          opened(id),
          ending('open-failed', id),
          ending('lost', id),
          ending('forgotten', id),
          closed(id),
        ]
        const before = world.state
        const next = step(before, old[kind]!)
        expect(next.state).toEqual(before)
        expect(next.effects.every((effect) => effect.kind === 'close' && effect.id === id)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
