import { describe, expect, it } from 'vitest'
import type { PublicStatus } from '@/lib/domain/api/status'
import { daysWords, overallLook, serverLook } from './status-words'

type ServerStatus = PublicStatus['servers'][number]
const server = (part: Partial<ServerStatus> = {}): ServerStatus => ({
  ...{ name: 'files', verdict: 'healthy', maintenance: false, days: 'h'.repeat(90), uptime: 1 },
  ...part,
})
const overall = (...servers: ServerStatus[]) => overallLook({ servers }).word

describe('the status in words', () => {
  it('says what is worst first', () => {
    expect(overall(server(), server())).toBe('All is up')
    expect(overall(server(), server({ verdict: 'degraded' }))).toBe('1 server degraded')
    expect(overall(server({ verdict: 'degraded' }), server({ verdict: 'unhealthy' }))).toBe('1 server down')
    expect(overall(server({ verdict: 'unknown' }))).toBe('Nothing is known yet')
    expect(overall()).toBe('Nothing is shown here yet')
  })

  it('does not call down what is worked on', () => {
    const worked = server({ verdict: 'unhealthy', maintenance: true })
    expect(serverLook(worked).word).toBe('Maintenance')
    expect(overall(server(), worked)).toBe('All is up')
    expect(overall(worked)).toBe('In maintenance')
  })

  it('says ninety bars to those who do not see them', () => {
    const days = `${'.'.repeat(80)}${'h'.repeat(8)}ud`
    expect(daysWords({ days }, '2026-11-22T10:00:00.000Z')).toBe(
      '90 days to 22 Nov: Not watched 80 days, Healthy 8 days, Unhealthy 1 day, Degraded 1 day; not well on 21 Nov, 22 Nov',
    )
  })

  it('does not list more days than anybody would listen to', () => {
    const words = daysWords({ days: 'u'.repeat(90) }, '2026-11-22T10:00:00.000Z')
    expect(words).toContain('78 days before')
  })
})
