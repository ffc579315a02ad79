import 'server-only'
import { serverNameSchema, suggestServerName } from '@/lib/domain/server-name'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'

/** What one client declares in one place. */
export interface Declaration {
  /** For a person: `Cursor`, `Claude Code in /home/ada/atlas`. */
  title: string
  /** What a name gets as an ending when an earlier declaration means something else by it. */
  suffix: string
  candidates: readonly Candidate[]
  /** Of a file that can't be read now: it keeps its names, but what it said is not said again. */
  isKept?: boolean
}

interface Entry {
  candidate: Candidate
  titles: string[]
  isKept: boolean
}

/**
 * All declarations as one list. The same name with the same endpoint is one server, which names all its clients; the same
 * name with another endpoint keeps it in the earlier declaration, and ends with the client's in the later.
 */
export function mergeClients(declarations: readonly Declaration[]): {
  candidates: Candidate[]
  problems: Problem[]
} {
  const entries = new Map<string, Entry>()
  const problems: Problem[] = []
  for (const declaration of declarations) {
    for (const candidate of declaration.candidates) {
      const entry = { candidate, titles: [declaration.title], isKept: declaration.isKept === true }
      const problem = addEntry(entries, entry, declaration.suffix)
      if (problem && !entry.isKept) problems.push(problem)
    }
  }
  const candidates = [...entries.values()].filter(({ isKept }) => !isKept).map(withClients)
  return { candidates, problems }
}

/** Returns what is to be told of it, if anything is. */
function addEntry(entries: Map<string, Entry>, entry: Entry, suffix: string): Problem | undefined {
  const { name, title = name } = entry.candidate.spec
  const earlier = entries.get(name)
  if (joins(entries, name, entry) || !earlier) return undefined
  const renamed = `${name}-${suggestServerName(suffix)}`
  const spec = { ...entry.candidate.spec, name: renamed, title }
  const isUsed =
    serverNameSchema.safeParse(renamed).success &&
    joins(entries, renamed, { ...entry, candidate: { ...entry.candidate, spec } })
  const outcome = isUsed ? `this one is called ${renamed}` : 'this one is not used; give it another name'
  const { origin } = entry.candidate
  return {
    severity: isUsed ? 'warning' : 'error',
    message: `${earlier.titles[0] ?? 'Another client'} means another server by ${name}; ${outcome}`,
    server: isUsed ? renamed : name,
    ...(origin && { place: origin.place }),
    ...(origin?.line !== undefined && { line: origin.line }),
  }
}

/** Whether the name is free, or means the same server already. */
function joins(entries: Map<string, Entry>, name: string, entry: Entry): boolean {
  const earlier = entries.get(name)
  if (earlier && keyOf(earlier.candidate) !== keyOf(entry.candidate)) return false
  const titles = [...new Set([...(earlier?.titles ?? []), ...entry.titles])]
  const first = earlier && !(earlier.isKept && !entry.isKept) ? earlier : entry
  entries.set(name, { ...first, titles })
  return true
}

function withClients({ candidate, titles }: Entry): Candidate {
  const { spec } = candidate
  return { ...candidate, spec: { ...spec, metadata: { ...spec.metadata, clients: titles } } }
}

/** The order of variables and headers says nothing; what is not filled yet counts as written. */
function keyOf({ spec, declared }: Candidate): string {
  return JSON.stringify(declared ?? spec.endpoint, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
