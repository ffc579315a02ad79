import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { onePerServer } from './duplicates'
import { qualifiedName } from './names'
import { placeOf } from './object-meta'
import type { NamedReading, ObjectIdentity, ObjectReading } from './reading'

/**
 * Joins what all objects of all clusters came to: one server where an operator's object and the Service it made both
 * declare it, and no name twice. The order of the readings does not matter.
 */
export function settle(readings: Iterable<ObjectReading>): Snapshot {
  const all = [...readings]
  const named = all.filter((reading): reading is NamedReading => reading.identity !== undefined)
  const documents = named.filter(isDocument).sort(byAge)
  const objects = onePerServer(named.filter((reading) => !isDocument(reading)))
  const problems = all.flatMap((reading) => reading.problems)
  const names = new Names(problems)
  for (const { candidates, identity } of [...objects, ...documents]) {
    for (const candidate of candidates) names.take(candidate, identity)
  }
  const unreadable = all.flatMap((reading) => reading.unreadable ?? [])
  return { candidates: names.candidates, problems, ...(unreadable.length > 0 && { unreadable }) }
}

function isDocument({ identity }: NamedReading): boolean {
  return identity.kind === 'configmaps'
}

/** Whoever declared a name first keeps it, so that nobody takes it from him by declaring it once more. */
function byAge({ identity: a }: NamedReading, { identity: b }: NamedReading): number {
  return compare(a.createdAt, b.createdAt) || compare(placeOf(a), placeOf(b))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Gives each server a name of its own. Objects come first: theirs can't be chosen. */
class Names {
  readonly candidates: Candidate[] = []
  readonly #places = new Map<string, string>()

  constructor(private readonly problems: Problem[]) {}

  take(candidate: Candidate, identity: ObjectIdentity): void {
    const { name } = candidate.spec
    const holder = this.#places.get(name)
    if (holder === undefined) {
      this.#keep(candidate, identity)
      return
    }
    const other = qualifiedName(name, identity)
    if (identity.kind !== 'configmaps' || this.#places.has(other)) {
      this.#tell('error', candidate, `The name ${name} is taken by ${holder}; give this one another`)
      return
    }
    this.#tell('warning', candidate, `The name ${name} is taken by ${holder}; this one is called ${other}`)
    this.#keep({ ...candidate, spec: { ...candidate.spec, name: other } }, identity)
  }

  #keep(candidate: Candidate, identity: ObjectIdentity): void {
    this.#places.set(candidate.spec.name, candidate.origin?.place ?? placeOf(identity))
    this.candidates.push(candidate)
  }

  #tell(severity: Problem['severity'], { spec, origin }: Candidate, message: string): void {
    const { place, line } = origin ?? {}
    this.problems.push({
      severity,
      message,
      server: spec.name,
      ...(place !== undefined && { place }),
      ...(line !== undefined && { line }),
    })
  }
}
