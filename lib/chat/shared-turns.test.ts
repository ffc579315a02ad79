import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import { SharedTurns, type SharedTurnsOptions } from './shared-turns'

const ME = 'here'
const peers: SharedTurnsOptions['peers'] = {
  id: randomUUID(),
  isShared: true,
  serve: () => undefined,
  ask: () => Promise.resolve(undefined),
}

/** Leases in memory, each given up when the test lets it. */
function scripted() {
  const held = new Map<string, string>()
  const givenUp = Promise.withResolvers<undefined>()
  const leases: SharedTurnsOptions['leases'] = {
    take: (lane) => {
      const isFree = (held.get(lane) ?? ME) === ME
      if (isFree) held.set(lane, ME)
      return Promise.resolve(isFree)
    },
    renew: () => Promise.resolve(),
    leave: async (lane) => {
      await givenUp.promise
      held.delete(lane)
    },
    isHeldElsewhere: () => Promise.resolve(false),
  }
  const clock = new FakeClock()
  const turns = new SharedTurns({ leases, peers, clock, logger: silentLogger })
  return { turns, held, clock, giveUp: () => givenUp.resolve(undefined) }
}

it('does not lose the lease of a turn to the end of the one before', async () => {
  const { turns, held, giveUp } = scripted()
  const first = await turns.enter('lane')
  first.leave()
  const second = turns.enter('lane')
  // As far as it comes by itself.
  await new Promise(setImmediate)
  giveUp()
  await second
  expect([...held]).toEqual([['lane', ME]])
})

it('waits a little for a turn that ends on another replica, and no longer', async () => {
  const { turns, held, clock } = scripted()
  held.set('ending', 'elsewhere').set('running', 'elsewhere')
  const [ending, running] = [turns.enter('ending'), turns.enter('running')]
  const refused = expect(running).rejects.toMatchObject({ code: 'too-busy' })
  await expect.poll(() => clock.pending).toBe(2)
  held.delete('ending')
  for (let at = 0; at < 20; at++) {
    clock.advance(200)
    await new Promise(setImmediate)
  }
  await ending
  await refused
  expect([...held]).toEqual([
    ['running', 'elsewhere'],
    ['ending', ME],
  ])
})
