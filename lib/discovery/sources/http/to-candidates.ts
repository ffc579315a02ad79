import 'server-only'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import type { ReadServers } from '../../source'
import type { DeclaredServer } from './cards'
import type { JsonObject } from './content'
import { nameOfRegistered } from './names'

/** Reads servers with what a catalogue's settings say about its references. */
export type ReadDocument = (text: string, place: string) => Snapshot

export interface Read {
  candidate?: Candidate
  problems: Problem[]
}

/**
 * `${VAR}` of a fetched document is filled only from variables that an administrator named for its catalogue: whoever writes the
 * document would otherwise read Portolan's environment through a server's URL.
 */
export function documentReader(
  readServers: ReadServers,
  variable: (name: string) => string | undefined,
  named: ReadonlySet<string>,
): ReadDocument {
  const options = {
    variables: (name: string) => (named.has(name) ? variable(name) : undefined),
    hint: 'Name it under “variables” of this catalogue in a file or the environment, set it where Portolan starts, or register the server by hand',
  }
  return (text, place) => readServers(text, place, options)
}

/** A server of a registry, or a server card, which has the same form. */
export function readRegistered(server: JsonObject, place: string, read: ReadDocument): Read {
  const given = typeof server.name === 'string' ? server.name : ''
  const { candidates, problems } = read(JSON.stringify({ server }), place)
  const name = nameOfRegistered(given)
  const told = withoutLines(problems).map((problem) => ({ ...problem, server: shorten(name, 128) }))
  const [candidate] = candidates
  if (!candidate) return { problems: told.length > 0 ? told : [nothingToReach(given, place)] }
  return { candidate: { ...candidate, origin: { place }, spec: { ...candidate.spec, name } }, problems: told }
}

export function readDeclared({ name, document }: DeclaredServer, place: string, read: ReadDocument): Read {
  const valid = nameOfRegistered(name)
  const { candidates, problems } = read(JSON.stringify({ servers: { [valid]: document } }), place)
  const [candidate] = candidates
  const told = withoutLines(problems)
  return candidate ? { candidate: { ...candidate, origin: { place } }, problems: told } : { problems: told }
}

/** Lines of a text that we have put together ourselves would lead people astray. */
function withoutLines(problems: readonly Problem[]): Problem[] {
  return problems.map(({ severity, message, place, server }) => ({
    severity,
    message,
    ...(place !== undefined && { place }),
    ...(server !== undefined && { server }),
  }))
}

function nothingToReach(name: string, place: string): Problem {
  return {
    severity: 'error',
    message: `${shorten(name, 128) || 'A server'} says neither where it is reached nor how it is started`,
    place,
  }
}
