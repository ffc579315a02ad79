import { describe, expect, it } from 'vitest'
import { exampleQuestions } from './examples'
import { htmlAsText } from './html-as-text'
import { newId } from '@/lib/client/new-id'

const found = (server: string, name: string, required: string[] = []) => ({
  server,
  tool: { name, inputSchema: { type: 'object', required } },
})

describe('exampleQuestions', () => {
  it('asks what the connected tools can answer', () => {
    const questions = exampleQuestions([
      found('everything', 'get-sum', ['a', 'b']),
      found('memory', 'read_graph'),
    ])
    expect(questions[0]).toContain('1234.5 plus 987.6')
    expect(questions[1]).toContain('memory')
  })

  it('asks one question of each server, and no more than four', () => {
    const tools = Array.from({ length: 10 }, (_, at) => found(`s${at}`, 'search_web'))
    expect(exampleQuestions([...tools, found('s0', 'get_time')]).length).toBeLessThanOrEqual(4)
  })

  it('asks nothing of a tool that needs an id that nobody knows yet', () => {
    const questions = exampleQuestions([found('crm', 'get_customer', ['id'])])
    expect(questions).toEqual(['What can you do here? Group your tools by server, one line each.'])
  })

  it('has no question where there are no tools', () => {
    expect(exampleQuestions([])).toEqual([])
  })
})

describe('htmlAsText', () => {
  it('turns HTML into the text that it was written as, at any depth', () => {
    const tree = {
      type: 'root',
      children: [
        { type: 'paragraph', children: [{ type: 'html', value: '<b>' }] },
        { type: 'html', value: '<script>' },
      ],
    }
    htmlAsText()(tree)
    expect(JSON.stringify(tree)).not.toContain('"html"')
    expect(JSON.stringify(tree)).toContain('<script>')
  })
})

describe('newId', () => {
  it('is a UUID, and another one each time', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(newId()).not.toBe(newId())
  })
})
