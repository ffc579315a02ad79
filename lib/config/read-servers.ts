import 'server-only'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Variables } from './document/interpolate'
import { parseServersText } from './document/parse-servers-text'

/** What sources read documents with. Of a document with an error the right parts count, and what is stored of it stays. */
export function serversReader(variables: Variables): (text: string, place: string) => Snapshot {
  return (text, place) => {
    const { snapshot } = parseServersText(text, { place, variables })
    const isBroken = snapshot.problems.some(({ severity }) => severity === 'error')
    return isBroken ? { ...snapshot, unreadable: [place] } : snapshot
  }
}
