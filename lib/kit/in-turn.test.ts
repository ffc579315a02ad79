import { expect, it } from 'vitest'
import { InTurn } from './in-turn'

it('begins a task when the one before has ended, also when that failed', async () => {
  const turns = new InTurn()
  const log: string[] = []
  const first = Promise.withResolvers<undefined>()
  const failing = turns.run(async () => {
    log.push('one begins')
    await first.promise
    log.push('one ends')
    throw new Error('no')
  })
  const second = turns.run(() => Promise.resolve(log.push('two')))
  first.resolve(undefined)
  await expect(failing).rejects.toThrow('no')
  expect(await second).toBe(3)
  await turns.settled()
  expect(log).toEqual(['one begins', 'one ends', 'two'])
})
