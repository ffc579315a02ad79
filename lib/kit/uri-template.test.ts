import { describe, expect, it } from 'vitest'
import { expandTemplate, optionalVariables, templateVariables } from './uri-template'

describe('URI templates', () => {
  it('names each variable once', () => {
    expect(templateVariables('x://{a}/{+b}{?c,a,d*}{/e:3}')).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(templateVariables('x://plain')).toEqual([])
  })

  it('tells which of them an address does without', () => {
    expect(optionalVariables('x://{a}/{+b}{?c,d*}{&e:3}')).toEqual(['c', 'd', 'e'])
  })

  // From RFC 6570, sections 3.2.2 to 3.2.9.
  it.each([
    ['{var}', 'value'],
    ['{hello}', 'Hello%20World!'],
    ['{+path}/here', '/foo/bar/here'],
    ['{path}', '%2Ffoo%2Fbar'],
    ['X{#var}', 'X#value'],
    ['X{.x,y}', 'X.1024.768'],
    ['{/var,x}/here', '/value/1024/here'],
    ['{;x,y}', ';x=1024;y=768'],
    ['{?x,y,empty}', '?x=1024&y=768'],
    ['?fixed=yes{&x}', '?fixed=yes&x=1024'],
    ['{none}', ''],
  ])('%s becomes %s', (template, expanded) => {
    const values = { var: 'value', hello: 'Hello World!', path: '/foo/bar', x: '1024', y: '768', empty: '' }
    expect(expandTemplate(template, values)).toBe(expanded)
  })
})
