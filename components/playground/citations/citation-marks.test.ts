import { describe, expect, it } from 'vitest'
import { withSigns } from '@/lib/kit/citation-marks'
import { citationMarks } from './citation-marks'

interface Element {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: Element[]
}

/** What a tree says, citations as `<index written>`. */
function said({ type, tagName, value, properties, children = [] }: Element): string {
  if (type === 'text') return value ?? ''
  if (tagName === 'cite-mark') return `<${String(properties?.index)} ${String(properties?.written)}>`
  return children.map(said).join('')
}

const run = (...children: Element[]) => {
  const tree = { type: 'root', children }
  citationMarks()(tree)
  return tree
}
const text = (value: string): Element => ({ type: 'text', value })
const element = (tagName: string, ...children: Element[]): Element => ({
  ...{ type: 'element', tagName, properties: {}, children },
})
const { text: signed } = withSigns('So [1], and so [2].')

describe('citations in rendered Markdown', () => {
  it('become elements in running text', () => {
    expect(said(run(element('p', text(signed))))).toBe('So <0 [1]>, and so <1 [2]>.')
    expect(said(run(element('li', element('strong', text(signed)))))).toContain('<0 [1]>')
  })

  it.each(['code', 'pre', 'a'])('are again what was written in %s', (tagName) => {
    expect(said(run(element('p', element(tagName, text(signed)))))).toBe('So [1], and so [2].')
  })

  it('leave no sign in an address', () => {
    const link = element('a', text('x'))
    link.properties = { href: encodeURI(`https://x.example/${withSigns('[1]').text}`) }
    run(element('p', link))
    expect(link.properties.href).toBe('https://x.example/[1]')
  })
})
