import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError } from '@/lib/kit/app-error'
import type { Scope } from './cluster'
import type { ObjectReading } from './objects/reading'
import { settle } from './objects/settle'

/**
 * What all scopes came to. What was read of a scope that can't be read now still counts where objects are joined, and the
 * scope is named, so that its servers stay. Throws `unreachable` when no scope can be read.
 */
export function snapshotOf(scopes: readonly Scope[], readings: readonly ObjectReading[]): Snapshot {
  const telling = scopes.filter(({ kind }) => kind.role === 'servers')
  const unreadable = telling.filter(({ reflector }) => !reflector.readable)
  const troubles = scopes.flatMap((scope) => problemOf(scope) ?? [])
  if (telling.length > 0 && unreadable.length === telling.length) {
    const reasons = [...new Set(telling.flatMap((scope) => problemOf(scope)?.message ?? []))]
    throw new AppError('unreachable', reasons.slice(0, 5).join('; ') || 'No cluster could be read')
  }
  const settled = settle(readings)
  return {
    candidates: settled.candidates,
    problems: [...troubles, ...settled.problems],
    unreadable: [...unreadable.map(({ name }) => name), ...(settled.unreadable ?? [])],
  }
}

function problemOf({ name, kind, reflector: { state, readable } }: Scope): Problem | undefined {
  if (state.kind === 'failing')
    return {
      severity: readable || kind.role === 'readiness' ? 'warning' : 'error',
      message:
        kind.role === 'readiness'
          ? `${state.reason}. Whether Services are ready can't be told`
          : state.reason,
      place: name,
    }
  if (readable) return undefined
  return { severity: 'warning', message: 'The API server has not answered yet', place: name }
}
