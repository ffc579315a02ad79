import { describe, expect, it } from 'vitest'
import { CONNECTION_KINDS, type ConnectionKind, VERDICTS } from '@/lib/domain/connection'
import { CONNECTION_LOOKS, VERDICT_LOOKS, verdictBeside } from './state-look'

describe('looks of states', () => {
  it.each([
    ['connections', CONNECTION_KINDS.map((kind) => CONNECTION_LOOKS[kind])],
    ['verdicts', VERDICTS.map((verdict) => VERDICT_LOOKS[verdict])],
  ])('tells %s apart without colour, by word and by shape', (_, looks) => {
    expect(new Set(looks.map(({ word }) => word)).size).toBe(looks.length)
    expect(new Set(looks.map(({ shape }) => shape)).size).toBe(looks.length)
  })

  it('says the verdict only where the connection does not imply it', () => {
    const beside = (kind: ConnectionKind) => VERDICTS.map((verdict) => verdictBeside(kind, verdict)?.word)
    expect(beside('ready')).toEqual([undefined, 'Degraded', 'Unhealthy', 'Needs sign-in', undefined])
    expect(beside('idle')).toEqual(['Healthy', 'Degraded', 'Unhealthy', 'Needs sign-in', undefined])
  })
})
