import 'server-only'
import type { Run } from '@/lib/domain/discovery'

export function hasEnded({ state }: Pick<Run, 'state'>): boolean {
  return state !== 'queued' && state !== 'running'
}
