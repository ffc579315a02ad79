import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import { methodOf } from './precedence'

/** A command runs on our machine, so who may declare one is decided here. */
export interface StdioPolicy {
  /** Whether a person may register commands. */
  allowed: boolean
  /** The commands that a person may register; null for any. */
  commands: readonly string[] | null
  /** Discovery methods that may declare any command. */
  methods?: readonly string[]
}

const DEFAULT_METHODS = ['config-file', 'environment']
/** What it reads is a person's own, and counts for what a person registers. */
const OWN_FILES = 'client-files'

/** Why this source may not declare this endpoint, and what to do; undefined when it may. */
export function stdioRefusal(policy: StdioPolicy, sourceId: string, endpoint: Endpoint): string | undefined {
  if (endpoint.kind !== 'stdio') return undefined
  const method = methodOf(sourceId)
  return method === 'manual' || method === OWN_FILES
    ? refusalOfPerson(policy, endpoint.command, method)
    : refusalOfMethod(policy, method)
}

function refusalOfPerson(
  { allowed, commands }: StdioPolicy,
  command: string,
  method: string,
): string | undefined {
  const taken = method === OWN_FILES ? "taken over from a client's file" : 'registered by hand'
  if (!allowed) {
    return (
      `A server with a command may not be ${taken} here, because the command would run on the machine that ` +
      'serves Portolan. Declare it in a configuration file or in MCP_SERVERS, or start Portolan with PORTOLAN_STDIO set ' +
      'to allow, or to the list of commands that may be registered'
    )
  }
  if (commands === null || commands.includes(command)) return undefined
  const list = commands.length === 0 ? 'none' : commands.join(', ')
  return (
    `The command ${JSON.stringify(command)} is not one of those that may be ${taken} (${list}). Add it to ` +
    'PORTOLAN_STDIO, or declare the server in a configuration file or in MCP_SERVERS'
  )
}

function refusalOfMethod({ methods = DEFAULT_METHODS }: StdioPolicy, method: string): string | undefined {
  if (methods.includes(method)) return undefined
  return (
    `A server with a command may not come from the source ${method}, because the command would run on the machine that ` +
    'serves Portolan. Declare it in a configuration file or in MCP_SERVERS'
  )
}
