import 'server-only'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { commonSettingsSchema, type Source, type SourceMethod } from '@/lib/discovery/source'
import { serverSpecSchema } from '@/lib/domain/server'
import { suggestServerName } from '@/lib/domain/server-name'

const urlListSettingsSchema = commonSettingsSchema.extend({
  file: z.string().trim().default('').meta({
    title: 'File',
    description: 'Path of a text file with one address a line; # begins a comment',
  }),
  everySeconds: z.number().int().min(1).max(86_400).default(60).meta({
    title: 'Read again after',
    description: 'Seconds',
  }),
})

/** A text file with one address a line, as an inventory or a script writes it; `#` begins a comment. */
export const urlListMethod: SourceMethod<typeof urlListSettingsSchema> = {
  id: 'url-list',
  title: 'List of addresses',
  description: 'A text file with the address of one MCP server a line',
  settings: urlListSettingsSchema,
  local: true,
  create({ file, everySeconds }) {
    return file === '' ? 'No file is named. Set its path' : urlList(file, everySeconds * 1_000)
  },
}

function urlList(file: string, everyMs: number): Source {
  return {
    id: 'url-list',
    title: 'List of addresses',
    everyMs,
    async discover(signal) {
      const lines = (await readFile(file, { encoding: 'utf8', signal })).split('\n')
      const urls = lines.map((line) => line.replace(/#.*/, '').trim()).filter(Boolean)
      const candidates = urls.map((url) => ({
        spec: serverSpecSchema.parse({
          name: suggestServerName(new URL(url).host),
          endpoint: { kind: 'remote', transport: 'streamable-http', url },
        }),
        origin: { place: file, line: lines.findIndex((line) => line.includes(url)) + 1 },
        warnings: [],
      }))
      return { candidates, problems: [] }
    },
  }
}
