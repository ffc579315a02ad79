import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'

/** The same server may stand at several names; another one of the same name is told, and not used. */
export function withoutRepeats(found: readonly Candidate[], problems: Problem[]): Candidate[] {
  const byName = new Map<string, Candidate>()
  for (const server of found) {
    const { name } = server.spec
    const earlier = byName.get(name)
    if (!earlier) byName.set(name, server)
    else if (JSON.stringify(earlier.spec.endpoint) !== JSON.stringify(server.spec.endpoint)) {
      const message = `It would be called ${name}, as the server of ${earlier.origin?.place ?? 'another record'}; it is not used`
      problems.push({
        severity: 'error',
        server: name,
        message,
        ...(server.origin && { place: server.origin.place }),
      })
    }
  }
  return [...byName.values()]
}
