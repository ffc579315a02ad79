import { expect, it } from 'vitest'
import { fieldWords } from './field-words'

const titles: Record<string, string> = { http: 'HTTP catalogues', 'config-file': 'Configuration files' }
const say = (field: string, text: string) => fieldWords(field, text, (id) => titles[id] ?? id)

it('says a list as a list, and that an empty one is there', () => {
  expect(say('tags', '["demo","http"]')).toBe('demo, http')
  expect(say('tags', '[]')).toBe('none')
})

it('leaves what could be misread as it is written', () => {
  for (const text of ['["a, b","c"]', '[""]', '[{"a":1}]', '["cut off…', 'plain', '']) {
    expect(say('endpoint.args', text)).toBe(text)
  }
})

it('calls sources by their titles', () => {
  expect(say('source', 'http')).toBe('HTTP catalogues')
  expect(say('declared by', 'config-file, http, gone')).toBe('Configuration files, HTTP catalogues, gone')
  expect(say('source', '')).toBe('')
})
