import 'server-only'
import type { Source, SourceParts } from '../source'
import { configFileSource } from './config-file'
import { environmentSource } from './environment'
import { manualSource } from './manual'

/** Every source, in order of precedence, highest first: on a server that two of them declare the earlier wins. */
export function allSources(parts: SourceParts): Source[] {
  return [
    manualSource,
    configFileSource(parts.configFiles),
    environmentSource(parts.variable('MCP_SERVERS'), parts.readServers),
  ]
}
