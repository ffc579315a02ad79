import { describe, expect, it } from 'vitest'
import { findItems } from './find-items'

const items = [
  { id: '1', label: 'list_files', hint: 'Lists a folder' },
  { id: '2', label: 'read_file', hint: 'Reads one file' },
  { id: '3', label: 'file_info' },
  { id: '4', label: 'move', hint: 'Moves a FILE' },
]
const found = (words: string) => findItems(items, words).map((item) => item.id)

describe('findItems', () => {
  it('gives all for no words', () => {
    expect(found('  ')).toEqual(['1', '2', '3', '4'])
  })

  it('puts labels that begin with the word first, then other labels, then hints', () => {
    expect(found('file')).toEqual(['3', '1', '2', '4'])
  })

  it('finds what a person has to see to', () => {
    expect(findItems([...items, { id: '5', label: 'echo', warning: 'Held' }], 'held')).toMatchObject([
      { id: '5' },
    ])
  })

  it('asks for every word', () => {
    expect(found('file one')).toEqual(['2'])
    expect(found('file nowhere')).toEqual([])
  })
})
