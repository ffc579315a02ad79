import 'server-only'
import { type ServerSpecInput, tagSchema } from '@/lib/domain/server'
import type { Annotations } from './annotations'
import type { Findings } from './findings'

export const OWN = 'mcp-server'

type Described = Pick<ServerSpecInput, 'description' | 'tags' | 'enabled' | 'metadata'> & {
  health?: { url?: string; intervalMs?: number }
}

/** What `mcp-server/…` annotations say about a server, whatever declares it: a Service or an operator's object. */
export function readOwnAnnotations(annotations: Annotations, findings: Findings): Described {
  const description = annotations.text(`${OWN}/description`)
  const enabled = annotations.flag(`${OWN}/enabled`)
  const tags = readTags(annotations, findings)
  const metadata = annotations.jsonObject(`${OWN}/metadata`)
  const health = readHealth(annotations)
  return {
    ...(description !== undefined && { description: description.slice(0, 10_000) }),
    ...(enabled !== undefined && { enabled }),
    ...(tags.length > 0 && { tags }),
    ...(metadata && { metadata }),
    ...(Object.keys(health).length > 0 && { health }),
  }
}

function readTags(annotations: Annotations, findings: Findings): string[] {
  const key = `${OWN}/tags`
  const all = [...new Set(annotations.list(key) ?? [])]
  const tags = all.filter((tag) => tagSchema.safeParse(tag).success)
  const long = all.find((tag) => !tags.includes(tag))
  if (long !== undefined) findings.doubt(key, long, 'a tag has at most 64 characters; this one is left out')
  if (tags.length > 100) findings.doubt(key, `${tags.length} tags`, 'the first 100 count')
  return tags.slice(0, 100)
}

function readHealth(annotations: Annotations) {
  const url = annotations.url(`${OWN}/health-check-url`)
  const seconds = annotations.seconds(`${OWN}/health-check-interval`, { min: 1, max: 86_400 })
  return {
    ...(url !== undefined && { url }),
    ...(seconds !== undefined && { intervalMs: Math.round(seconds * 1_000) }),
  }
}
