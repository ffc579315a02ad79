import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { exampleOf } from './examples'

const IDS = ['kubernetes', 'http', 'dns', 'client-files', 'one-of-tomorrow']

describe('the examples of how to switch a source on', () => {
  it.each(IDS)('say the same of %s for a file and for the environment', (id) => {
    const { file, environment } = exampleOf(id)
    const value = /^PORTOLAN_DISCOVERY='(.*)'$/.exec(environment)?.[1] ?? ''
    expect(parse(file)).toEqual({ discovery: JSON.parse(value) as unknown })
  })

  it('are documents of servers where the source is one', () => {
    expect(parse(exampleOf('config-file').file)).toHaveProperty('servers')
    expect(exampleOf('environment').environment).toContain('MCP_SERVERS=')
  })
})
