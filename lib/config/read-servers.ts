import 'server-only'
import type { ReadServers } from '@/lib/discovery/source'
import type { Variables } from './document/interpolate'
import { parseServersText } from './document/parse-servers-text'

/** What sources read documents with. Of a document with an error the right parts count, and what is stored of it stays. */
export function serversReader(variables: Variables): ReadServers {
  return (text, place, options) => {
    const { snapshot } = parseServersText(text, { place, variables, ...options })
    const isBroken = snapshot.problems.some(({ severity }) => severity === 'error')
    return isBroken ? { ...snapshot, unreadable: [place] } : snapshot
  }
}
