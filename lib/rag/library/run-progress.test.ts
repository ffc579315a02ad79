import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { RunProgress, type Step } from './run-progress'

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

function setUp(isWanted = () => true) {
  const clock = new FakeClock()
  const told: Step[] = []
  let unwanted = 0
  const progress = new RunProgress({
    clock,
    tell: (step) => {
      told.push(step)
      return Promise.resolve(isWanted())
    },
    onUnwanted: () => (unwanted += 1),
    onError: () => undefined,
  })
  return { clock, told, progress, unwanted: () => unwanted }
}

describe('RunProgress', () => {
  it('says nothing of a run that is over within a second', () => {
    const { clock, told, progress } = setUp()
    progress.at('extracting')
    progress[Symbol.dispose]()
    clock.advance(10_000)
    expect(told).toEqual([])
  })

  it('tells where a longer run is, once a second', async () => {
    const { clock, told, progress } = setUp()
    progress.at('extracting')
    clock.advance(1_000)
    await settled()
    for (const done of [0.1, 0.2, 1.7]) progress.at('indexing', done)
    clock.advance(1_000)
    await settled()
    expect(told).toEqual([
      { state: 'extracting', progress: null },
      { state: 'indexing', progress: 1 },
    ])
  })

  it('notices that the run is not wanted any more, also where nothing moves', async () => {
    let isWanted = true
    const { clock, unwanted } = setUp(() => isWanted)
    clock.advance(1_000)
    await settled()
    expect(unwanted()).toBe(0)
    isWanted = false
    clock.advance(1_000)
    await settled()
    expect(unwanted()).toBe(1)
  })
})
