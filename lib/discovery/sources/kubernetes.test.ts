import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SourceParts } from '@/lib/discovery/source'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { kubernetesMethod } from './kubernetes'

const parts = (isTrusted?: (text: string) => boolean): SourceParts => ({
  readServers: () => ({ candidates: [], problems: [] }),
  variable: () => undefined,
  clock: systemClock,
  logger: silentLogger,
  configFiles: { load: () => Promise.reject(new Error('not used')), watch: () => Promise.resolve() },
  ...(isTrusted && { reach: { allowed: [], isTrusted } }),
})
const settings = (values: object) => kubernetesMethod.settings.parse(values)

describe('the Kubernetes method', () => {
  it('is on by itself where Portolan runs in a cluster', () => {
    expect(kubernetesMethod.defaults?.(() => '10.0.0.1')).toEqual({ enabled: true })
    expect(kubernetesMethod.defaults?.(() => undefined)).toEqual({ enabled: false })
  })

  it('takes no kubeconfig from people who may not start programs', () => {
    const named = settings({ kubeconfig: '/tmp/mine' })
    expect(kubernetesMethod.create(named, parts())).toMatch(/can start programs/)
    expect(
      kubernetesMethod.create(
        named,
        parts(() => false),
      ),
    ).toMatch(/can start programs/)
    expect(
      kubernetesMethod.create(
        named,
        parts((text) => text === '/tmp/mine'),
      ),
    ).toMatchObject({ id: 'kubernetes' })
    expect(kubernetesMethod.create(settings({}), parts())).toMatchObject({ id: 'kubernetes' })
  })

  it('refuses settings that no cluster would take', () => {
    expect(() => settings({ namespaces: ['Team A'] })).toThrow('A namespace has')
    expect(() => settings({ kinds: [] })).toThrow()
    expect(() => settings({ kinds: ['pods'] })).toThrow()
  })

  it('explains each of its settings for the form', () => {
    const { properties } = z.toJSONSchema(kubernetesMethod.settings, { io: 'input' })
    const own = Object.entries(properties ?? {}).filter(([name]) => name !== 'enabled')
    for (const [, property] of own)
      expect(property).toMatchObject({
        title: expect.any(String) as unknown,
        description: expect.any(String) as unknown,
      })
  })
})
