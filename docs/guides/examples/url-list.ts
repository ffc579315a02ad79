import 'server-only'
import { readFile } from 'node:fs/promises'
import type { Source } from '@/lib/discovery/source'
import { serverSpecSchema } from '@/lib/domain/server'
import { suggestServerName } from '@/lib/domain/server-name'

/** A text file with one address a line, as an inventory or a script writes it; `#` begins a comment. */
export function urlListSource(file: string): Source {
  return {
    id: 'url-list',
    title: 'List of addresses',
    everyMs: 60_000,
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
