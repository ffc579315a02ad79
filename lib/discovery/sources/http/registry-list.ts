import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'
import type { Listed } from './registry-page'
import type { Read } from './to-candidates'

interface Known extends Pick<Listed, 'version' | 'updatedAt' | 'deprecation'> {
  /** What the entry came to; packages only where there is nothing but a program to install. */
  read: Read | 'packages'
}

/** How many entries that can't be read are told one by one. */
const MAX_TOLD = 20

/** The newest version of each server of a registry, by name, page upon page. */
export class RegistryList {
  readonly #known = new Map<string, Known>()
  #faults = 0
  #firstFault = ''
  /** The latest change that it has seen, as the registry writes it. */
  newest: string | undefined

  get size(): number {
    return this.#known.size
  }

  /** Takes an entry in, unless a newer version is known. What is deleted leaves. */
  take(listed: Listed, read: (listed: Listed) => Read | 'packages'): void {
    const { name, version, updatedAt, deprecation } = listed
    if (updatedAt !== undefined && isLater(updatedAt, this.newest)) this.newest = updatedAt
    if (listed.isLatest === false) return
    const before = this.#known.get(name)
    if (before && listed.isLatest === undefined && !isNewer(listed, before)) return
    if (listed.isDeleted) this.#known.delete(name)
    else if (!before || !isSame(listed, before))
      this.#known.set(name, { version, updatedAt, deprecation, read: read(listed) })
  }

  /** Entries of a page that are no servers. */
  takeFaults(faults: readonly string[]): void {
    this.#firstFault ||= faults[0] ?? ''
    this.#faults += faults.length
  }

  candidates(): Candidate[] {
    return [...this.#known.values()].flatMap(({ read }) =>
      read !== 'packages' && read.candidate ? [read.candidate] : [],
    )
  }

  /** What is wrong with entries, and how many are left out because they would have to be installed. */
  problems(place: string): Problem[] {
    const reads = [...this.#known.values()].map(({ read }) => read)
    const broken = reads.filter((read) => read !== 'packages' && !read.candidate) as Read[] // not packages
    const errors = broken.flatMap(({ problems }) =>
      problems.filter(({ severity }) => severity === 'error').slice(0, 1),
    )
    const told = errors.slice(0, MAX_TOLD)
    const more = errors.length - told.length
    return [
      ...told,
      ...(more > 0
        ? [{ severity: 'error' as const, place, message: `${more} more servers can't be read` }]
        : []),
      ...this.#broken(place),
      ...this.#packages(place),
    ]
  }

  #broken(place: string): Problem[] {
    if (this.#faults === 0) return []
    const message = `${this.#faults} of the registry's entries are no servers; the first: ${this.#firstFault}`
    return [{ severity: 'error', place, message }]
  }

  #packages(place: string): Problem[] {
    const names = [...this.#known].filter(([, { read }]) => read === 'packages').map(([name]) => name)
    if (names.length === 0) return []
    const some = names.slice(0, 3).join(', ')
    const message =
      `${names.length} servers (${some}${names.length > 3 ? ', …' : ''}) are programs to install, which a catalogue may not ` +
      'make Portolan start. To use one, paste its server.json on the page Servers or declare it in a configuration file'
    return [{ severity: 'warning', place, message }]
  }
}

/** Told again, as everything at the edge of `updated_since` is. */
function isSame(listed: Listed, before: Known): boolean {
  const { version, updatedAt, deprecation } = listed
  return (
    updatedAt !== undefined &&
    updatedAt === before.updatedAt &&
    version === before.version &&
    deprecation === before.deprecation
  )
}

function isNewer(listed: Listed, before: Known): boolean {
  if (listed.version === before.version) return true
  const order = compareVersions(listed.version, before.version)
  return order === 0 ? isLater(listed.updatedAt, before.updatedAt) : order > 0
}

function isLater(time: string | undefined, than: string | undefined): boolean {
  const [a, b] = [time, than].map((text) => (text === undefined ? Number.NaN : Date.parse(text)))
  return Number.isNaN(a) ? false : Number.isNaN(b) || Number(a) > Number(b)
}

/** By the numbers of `1.10.2`, a release after its pre-releases; 0 where neither can be told. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  const left = partsOf(a)
  const right = partsOf(b)
  if (!left || !right) return 0
  for (let index = 0; index < Math.max(left.numbers.length, right.numbers.length); index++) {
    const order = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0)
    if (order !== 0) return Math.sign(order)
  }
  if (left.pre === right.pre) return 0
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1
  return Math.sign(left.pre.localeCompare(right.pre, 'en', { numeric: true }))
}

function partsOf(version: string | undefined): { numbers: number[]; pre: string } | undefined {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([\w.-]+))?(?:\+.*)?$/.exec(version ?? '')
  return match ? { numbers: (match[1] ?? '').split('.').map(Number), pre: match[2] ?? '' } : undefined
}
