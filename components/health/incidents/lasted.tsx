'use client'
import { useNow } from '@/components/ui/use-now'
import type { Incident } from '@/lib/domain/incident'
import { lastedWords } from './incident-words'

/** How long it lasted, or has lasted so far, counting on. */
export function Lasted({ incident }: { incident: Pick<Incident, 'openedAt' | 'closedAt'> }) {
  return useNow((now) => lastedWords(incident, now))
}
