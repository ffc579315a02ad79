import type { Look } from '@/components/ui/state-look'
import type { CallRow } from './row'

export const CALL_LOOKS: Record<CallRow['state'], Look> = {
  preparing: { word: 'Preparing', tone: 'busy', shape: 'arc' },
  running: { word: 'Running', tone: 'busy', shape: 'arc' },
  waiting: { word: 'Waits for you', tone: 'warn', shape: 'diamond' },
  done: { word: 'Done', tone: 'ok', shape: 'disc' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  denied: { word: 'Denied', tone: 'off', shape: 'cross' },
  stopped: { word: 'Stopped', tone: 'off', shape: 'square' },
}
