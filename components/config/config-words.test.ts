import { describe, expect, it } from 'vitest'
import type { ConfigFile } from '@/lib/domain/api/config'
import { ENVIRONMENT, environmentLook, fileLook, firstPlace, positionWords, shortPaths } from './config-words'

const file = (changes: Partial<ConfigFile> = {}): ConfigFile => ({
  path: '/etc/mcp/a.yaml',
  exists: true,
  writable: true,
  valid: true,
  readOnly: null,
  problems: [],
  servers: [],
  sets: [],
  modifiedAt: null,
  watch: { state: 'watching' },
  ...changes,
})
const warning = { severity: 'warning', message: 'Unknown field' } as const
const failure = { severity: 'error', message: 'Bad indentation' } as const
const environment = { set: true, servers: [], problems: [] }

describe('fileLook', () => {
  it.each([
    [{ exists: false, valid: false }, 'Missing'],
    [{ valid: false, problems: [failure] }, 'Not valid'],
    [{ problems: [failure] }, '1 error'],
    [{ problems: [warning, warning] }, '2 warnings'],
    [{}, 'Valid'],
  ])('calls %j "%s"', (changes, word) => {
    expect(fileLook(file(changes)).word).toBe(word)
  })
})

describe('environmentLook', () => {
  it('tells an unset variable from a wrong one', () => {
    expect(environmentLook({ ...environment, set: false }).word).toBe('Not set')
    expect(environmentLook({ ...environment, problems: [failure] }).tone).toBe('bad')
  })
})

describe('shortPaths', () => {
  it('shows the file name where it is enough', () => {
    expect(shortPaths(['/etc/mcp/a.yaml', '/home/me/mcp.yaml']).get('/etc/mcp/a.yaml')).toBe('a.yaml')
  })

  it('shows as much more as tells two files of one name apart', () => {
    const short = shortPaths(['/etc/mcp/mcp.yaml', '/home/me/mcp.yaml'])
    expect([...short.values()]).toEqual(['mcp/mcp.yaml', 'me/mcp.yaml'])
  })

  it('shows the whole path when no end of it is its own', () => {
    expect(shortPaths(['/a/x', '/b/a/x']).get('/a/x')).toBe('/a/x')
  })
})

describe('firstPlace', () => {
  it('opens what is wrong before what is well', () => {
    const broken = file({ path: '/b', valid: false })
    expect(firstPlace([file(), broken], environment)).toBe('/b')
    expect(firstPlace([file()], { ...environment, problems: [failure] })).toBe(ENVIRONMENT)
  })

  it('opens a file that exists before one that is only looked for', () => {
    expect(firstPlace([file({ path: '/none', exists: false }), file()], environment)).toBe('/etc/mcp/a.yaml')
  })

  it('opens the environment when there is no file at all', () => {
    expect(firstPlace([], environment)).toBe(ENVIRONMENT)
  })
})

describe('positionWords', () => {
  it('says as much as is known', () => {
    expect(positionWords({ ...failure, line: 3, column: 7 })).toBe('line 3, column 7')
    expect(positionWords({ ...failure, line: 3 })).toBe('line 3')
    expect(positionWords(failure)).toBe('')
  })
})
