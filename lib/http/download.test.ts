import { expect, it } from 'vitest'
import { downloadOf } from './download'

const fileOf = (title: string) =>
  downloadOf({ title, text: 'x' }, { ending: 'md', mediaType: 'text/markdown' }).headers.get(
    'content-disposition',
  )

it('names the file for the title, in any script', () => {
  expect(fileOf('Wie läuft es?')).toBe(
    `attachment; filename="Wie l_uft es.md"; filename*=UTF-8''Wie%20l%C3%A4uft%20es.md`,
  )
})

it('lets no title end the header, leave the folder, or be nothing', () => {
  expect(fileOf('a"\r\nx: y/../b')).toContain('filename="a x y .. b.md"')
  expect(fileOf('..')).toContain('filename="download.md"')
  expect(fileOf("it's (fine)*")).toContain("filename*=UTF-8''it%27s%20%28fine%29.md")
})
