import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinCommand, splitCommand } from './command-line'

const words = (text: string) => {
  const split = splitCommand(text)
  return split.ok ? split.words : split.problem
}

describe('a command line', () => {
  it.each([
    ['npx -y @scope/server ./data', ['npx', '-y', '@scope/server', './data']],
    ['  spaced   out  ', ['spaced', 'out']],
    [`node -e 'console.log("hi")'`, ['node', '-e', 'console.log("hi")']],
    [`say "a \\"b\\" c" d\\ e`, ['say', 'a "b" c', 'd e']],
    [`'it'\\''s'`, ["it's"]],
    [`run "" ''`, ['run', '', '']],
    [`--flag="two words"`, ['--flag=two words']],
    ['"C:\\dir"', ['C:\\dir']],
    ['', []],
  ])('splits %s', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('says which quote is not closed', () => {
    expect(words(`run "half`)).toBe('A " is not closed')
    expect(words(`run 'half`)).toBe("A ' is not closed")
  })

  it('leaves variables as they are', () => {
    expect(joinCommand(['run', '${HOME}/x', '--a=${B:-c}'])).toBe('run ${HOME}/x --a=${B:-c}')
    expect(words('echo $(rm -rf /) `x`')).toEqual(['echo', '$(rm', '-rf', '/)', '`x`'])
  })

  it('comes back the same, whatever the words', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (given) => {
        expect(words(joinCommand(given))).toEqual(given)
      }),
    )
  })
})
