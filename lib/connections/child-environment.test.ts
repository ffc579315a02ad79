import { describe, expect, it } from 'vitest'
import { childEnvironment } from './child-environment'

describe('childEnvironment', () => {
  it('passes on the way to programs, home and language, and nothing that could be a secret of ours', () => {
    const ours = {
      PATH: '/bin',
      HOME: '/home/ada',
      LANG: 'C.UTF-8',
      DATABASE_URL: 'postgres://x',
      OPENAI_API_KEY: 'k',
    }
    expect(childEnvironment(ours, {})).toEqual({ PATH: '/bin', HOME: '/home/ada', LANG: 'C.UTF-8' })
  })

  it('lets what is declared win', () => {
    expect(childEnvironment({ PATH: '/bin' }, { PATH: '/opt/bin', KEY: '1' })).toEqual({
      PATH: '/opt/bin',
      KEY: '1',
    })
  })

  it('passes on no function of bash', () => {
    expect(childEnvironment({ TERM: '() { evil; }' }, {})).toEqual({})
  })
})
