import 'server-only'
import { maskSpec } from '@/lib/domain/hiding'
import type { Server, ServerSpec } from '@/lib/domain/server'
import { claimOf } from './diff'
import { overridden } from './effective'

export interface Exported {
  specs: ServerSpec[]
  /** Each names a variable that the reader of the export has to set. */
  warnings: string[]
}

/** Servers as they may leave the house: as declared, every secret replaced by a variable's name. */
export function exportServers(servers: readonly Server[]): Exported {
  const variables = new Map<string, string>()
  const specs = servers.map((server) => exportServer(server, variables))
  const warnings = [...variables].map(([name, what]) => `Set ${name}: ${what}`)
  return { specs, warnings }
}

function exportServer(server: Server, variables: Map<string, string>): ServerSpec {
  const claim = claimOf(server)
  // Not `server.spec`: a server that is blocked here may run where the export goes.
  const spec = overridden(claim, server.record.overrides)
  const placeholder = (value: string, found: string) => {
    // A variable of the server keeps its name, and a header its scheme: some clients' files can say no more.
    const isVariable = spec.endpoint.kind === 'stdio' && Object.hasOwn(spec.endpoint.env, found)
    const name = freeName(isVariable ? found : `${spec.name}_${found}`, variables)
    variables.set(name, `the value of ${found} of ${spec.name}`)
    return `${/^(?:Bearer|Basic|Token) +/i.exec(value)?.[0] ?? ''}\${${name}}`
  }
  return maskSpec({ ...spec, endpoint: claim.declared ?? spec.endpoint }, placeholder)
}

function freeName(text: string, taken: ReadonlyMap<string, string>): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)|^_+/, '_')
    .toUpperCase()
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
  return free
}
