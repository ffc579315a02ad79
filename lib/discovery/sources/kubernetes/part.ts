import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import { assertNever } from '@/lib/kit/assert-never'
import type { Scope } from './cluster'
import type { ReflectorState } from './reflector-state'

/** How a scope fares, for a person. `now` in ms. */
export function partOf({ name, kind, reflector, objects }: Scope, now: number): SourcePart {
  const { state } = reflector
  const detail =
    detailOf(state, now) ??
    (kind.role === 'readiness' ? 'Tells whether anything stands behind a Service' : undefined)
  return {
    name,
    state: state.kind,
    since: new Date(state.since).toISOString(),
    ...(detail !== undefined && { detail }),
    ...(objects && { found: countOf(objects.entries()) }),
  }
}

function detailOf(state: ReflectorState, now: number): string | undefined {
  switch (state.kind) {
    case 'ok':
      return undefined
    case 'connecting':
      return state.reason
    case 'absent':
      return 'The cluster lacks this kind; it is read as soon as its operator is installed'
    case 'failing': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1_000))
      const meanwhile = state.phase === 'watch' ? '; until then it is listed anew each time' : ''
      return `${state.reason}. Attempt ${state.attempt} failed, the next is due in ${seconds} s${meanwhile}`
    }
    default:
      return assertNever(state)
  }
}

function countOf(entries: Iterable<{ reading: { candidates: readonly unknown[] } | undefined }>): number {
  let count = 0
  for (const { reading } of entries) count += reading?.candidates.length ?? 0
  return count
}
