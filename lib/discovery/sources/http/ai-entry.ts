import 'server-only'
import { z } from 'zod'
import { shorten } from '@/lib/domain/document-fields'
import { tagSchema } from '@/lib/domain/server'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'

const text = z.string().trim().min(1).optional().catch(undefined)

/** An entry of an AI catalogue; drafts called its `type` `mediaType`. */
export const aiEntrySchema = z.looseObject({
  identifier: text,
  displayName: text,
  description: text,
  type: text,
  mediaType: text,
  url: text,
  data: z.json().optional().catch(undefined),
  tags: z.array(z.string()).optional().catch(undefined),
})
export type AiEntry = z.infer<typeof aiEntrySchema>

export function typeOf({ type, mediaType }: AiEntry): string | undefined {
  return type ?? mediaType
}

export function labelOf({ displayName, identifier, url }: AiEntry): string {
  return shorten(displayName ?? identifier ?? url ?? 'An entry')
}

/** Cards and catalogues, under the names that drafts had for them; what does not say what it is is looked at. */
export function isOurs(entry: AiEntry): boolean {
  const type = typeOf(entry)
  const ours = /^application\/(?:json|(?:[\w-]+\.)*(?:mcp[\w-]*|ai-catalog)\+json)\s*(?:;|$)/i
  return type === undefined || ours.test(type)
}

export function isCatalogueType(entry: AiEntry): boolean {
  return /ai-catalog\+json/i.test(typeOf(entry) ?? '')
}

/** What the entry adds where its card says nothing. */
export function described(candidate: Candidate, { displayName, description, tags }: AiEntry): Candidate {
  const { spec } = candidate
  const own = (tags ?? []).flatMap((tag) => tagSchema.safeParse(tag).data ?? [])
  const title = spec.title ?? displayName?.slice(0, 200)
  const words = spec.description ?? description?.slice(0, 10_000)
  return {
    ...candidate,
    spec: {
      ...spec,
      ...(title !== undefined && { title }),
      ...(words !== undefined && { description: words }),
      tags: [...new Set([...spec.tags, ...own])].slice(0, 100),
    },
  }
}

export function joined(parts: readonly Snapshot[]): Required<Snapshot> {
  return {
    candidates: parts.flatMap(({ candidates }) => candidates),
    problems: parts.flatMap(({ problems }) => problems),
    unreadable: [...new Set(parts.flatMap(({ unreadable = [] }) => unreadable))],
  }
}
