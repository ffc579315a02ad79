import { readFileSync } from 'node:fs'
import type { RootContent } from 'mdast'
import { describe, expect, it } from 'vitest'
import { parseWhole, topBlocks } from './markdown-parse'

const placed = ({ type, position }: RootContent, from = 0) =>
  `${type} ${from + (position?.start.offset ?? 0)}-${from + (position?.end.offset ?? 0)}`
const inPieces = (text: string, length: number) =>
  Array.from(topBlocks(text, length), ({ node, from }) => placed(node, from))
const whole = (text: string) => parseWhole(text).children.map((node) => placed(node))

describe('Markdown read a piece at a time', () => {
  it.each(['e2e/fixtures/documents/rules.md', 'docs/guides/configuration.md'])(
    'has the blocks that it has as a whole: %s',
    (file) => {
      const text = readFileSync(file, 'utf8')
      for (const length of [200, 8_192]) expect(inPieces(text, length)).toEqual(whole(text))
    },
  )

  it.each([
    ['a list that is longer than a piece', '  - one\n  - two\n\n    of it\n    - deeper\n  - three\n\nafter'],
    ['code that holds what looks like headings', '```\n# no\n\n# no\n```\n# yes\n\n~~~\n# no'],
    ['a heading that its second line makes one', 'one\n\nTitle\n===\n\nSub\n---\n***\n---'],
    ['a comment with blank lines', 'a\n\n<!-- b\n\n# c\n\n--> d\n\n# e'],
    ['what a definition begins', '[a]: /b\n    more of it\n\n    code\n   3. of it\n\nend'],
    [
      'a table without a blank line before it',
      'one\n\n| a |\n|---|\n| b |\nc\n\n[^1]: note\n\n    of it\n\nend',
    ],
    ['a mark of bytes in the middle', 'a\n\n\uFEFF# b\n\n\uFEFF# c\n\nd'],
    ['white space alone at its end', `a\n${' \n'.repeat(100)}`],
  ])('cuts nothing in two: %s', (_, text) => {
    for (const length of [1, 5, 12, 30]) expect(inPieces(text, length)).toEqual(whole(text))
  })
})
