import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startInProcess, type InProcessApp } from '../fixtures/in-process'
import { cycles } from './endurance'
import type { FarKind } from './far-side'
import { FAULTS } from './faults'
import { type Limits, runScenario } from './scenario'

/** The short form of `npm run bench:resilience`: what must hold on any machine, without its times. */
const LIMITS: Omit<Limits, 'traffic'> = {
  intervalMs: 1_000,
  timeoutMs: 1_000,
  lastsMs: 1_000,
  patienceMs: 60_000,
}

describe('resilience', () => {
  let app: InProcessApp
  beforeAll(async () => {
    app = await startInProcess()
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const scenario = (kind: FarKind, name: string, traffic: boolean) => {
    const fault = FAULTS.find((one) => one.name === name)
    if (!fault) throw new Error(`There is no fault named ${name}`)
    return runScenario(app, kind, fault, { ...LIMITS, traffic })
  }

  it.each(['legacy-http', 'modern-http', 'sse', 'legacy-stdio', 'modern-stdio'] as const)(
    'no call is lost, and none that is unsafe is carried out twice, when %s restarts',
    { timeout: 180_000 },
    async (kind) => {
      const { lost, doubled, calls, recoverMs } = await scenario(kind, 'restart', true)
      expect({ lost, doubled, isBack: recoverMs !== null }).toEqual({ lost: 0, doubled: 0, isBack: true })
      expect(calls).toBeGreaterThan(5)
    },
  )

  it.each([
    ['legacy-http', 'kill -9', false],
    ['modern-http', 'partition', false],
    ['legacy-stdio', 'hang', false],
    ['modern-http', '5xx', true],
  ] as const)(
    'a fault of %s is noticed, and so is its end: %s',
    { timeout: 180_000 },
    async (kind, fault, traffic) => {
      const { detectMs, recoverMs, doubled, falseAlarms } = await scenario(kind, fault, traffic)
      expect(detectMs).toEqual(expect.any(Number))
      expect(recoverMs).toEqual(expect.any(Number))
      expect({ doubled, falseAlarms }).toEqual({ doubled: 0, falseAlarms: 0 })
    },
  )

  it(
    'nothing is left of connections that were opened and closed again and again',
    { timeout: 180_000 },
    async () => {
      const { before, after, left } = await cycles(60)
      expect(left).toBe(0)
      expect(after.handles).toBeLessThanOrEqual(before.handles)
    },
  )
})
