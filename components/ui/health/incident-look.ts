import { type Look, VERDICT_LOOKS } from '../state-look'
import type { Severity } from '@/lib/domain/incident'

export const SEVERITY_LOOKS: Record<Severity, Look> = {
  unhealthy: { ...VERDICT_LOOKS.unhealthy, word: 'Down' },
  'needs-auth': VERDICT_LOOKS['needs-auth'],
  degraded: VERDICT_LOOKS.degraded,
}
