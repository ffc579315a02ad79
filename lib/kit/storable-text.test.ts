import { expect, it } from 'vitest'
import { storableText } from './storable-text'

it('leaves out what a database can not keep, and nothing else', () => {
  expect(storableText('a\u0000b\ud800c')).toBe('ab\ufffdc')
  expect(storableText('Höhe 🗺 \n\t')).toBe('Höhe 🗺 \n\t')
})
