import { describe, expect, it } from 'vitest'
import { serverSpecSchema } from '@/lib/domain/server'
import {
  actionWords,
  chosenDocuments,
  countsOf,
  formatWords,
  type PreviewServer,
  problemWords,
} from './paste-model'

function preview(name: string, exists = false): PreviewServer {
  return {
    document: { command: 'npx' },
    exists,
    warnings: [],
    spec: serverSpecSchema.parse({ name, endpoint: { kind: 'stdio', command: 'npx', args: ['a b'] } }),
  }
}
const servers = [preview('a'), preview('b', true), preview('c')]

describe('a pasted configuration', () => {
  it('registers all that it declares, each under its name', () => {
    expect(chosenDocuments(servers, new Set())).toEqual([
      { command: 'npx', name: 'a' },
      { command: 'npx', name: 'b' },
      { command: 'npx', name: 'c' },
    ])
  })

  it('leaves out what a person left out', () => {
    expect(chosenDocuments(servers, new Set(['a', 'b'])).map((document) => document.name)).toEqual(['c'])
    expect(countsOf(servers, new Set(['a']))).toEqual({ fresh: 1, existing: 1 })
  })

  it.each([
    [0, 0, 'Register'],
    [1, 0, 'Register 1 server'],
    [2, 0, 'Register 2 servers'],
    [0, 2, 'Replace 2 servers'],
    [2, 1, 'Register 2 servers, replace 1'],
  ])('says what its button will do: %d new, %d known', (fresh, existing, words) => {
    expect(actionWords({ fresh, existing })).toBe(words)
  })

  it('says where a problem is', () => {
    expect(problemWords({ severity: 'error', message: 'Bad', line: 3, column: 7 })).toBe(
      'line 3, column 7: Bad',
    )
    expect(problemWords({ severity: 'error', message: 'Bad', line: 3 })).toBe('line 3: Bad')
    expect(problemWords({ severity: 'warning', message: 'Odd' })).toBe('Odd')
  })

  it('names the format, also one that it does not know', () => {
    expect(formatWords('codex')).toBe('Codex configuration')
    expect(formatWords('future')).toBe('future')
  })
})
