import { describe, expect, it } from 'vitest'
import { isAt } from './pages'

describe('isAt', () => {
  it('marks a page also on those below it', () => {
    expect(isAt('/servers', '/servers')).toBe(true)
    expect(isAt('/servers', '/servers/files')).toBe(true)
  })

  it('marks the overview only on itself', () => {
    expect(isAt('/', '/')).toBe(true)
    expect(isAt('/', '/servers')).toBe(false)
  })

  it('does not take a page for another that begins alike', () => {
    expect(isAt('/config', '/configuration')).toBe(false)
  })
})
