import 'server-only'
import type { ReadServers, Source } from '../source'

/** `MCP_SERVERS`: the same document as a configuration file, in one variable. */
export function environmentSource(text: string | undefined, readServers: ReadServers): Source {
  return {
    id: 'environment',
    title: 'Environment (MCP_SERVERS)',
    discover: () =>
      Promise.resolve(
        text === undefined ? { candidates: [], problems: [] } : readServers(text, 'MCP_SERVERS'),
      ),
  }
}
