import 'server-only'
import type { ServerDocument } from '@/lib/domain/api/servers'
import { isObject, shorten } from '@/lib/domain/document-fields'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { Problem } from '@/lib/domain/problem'
import { readServerDocument, type ServerReading } from '@/lib/domain/server-document'
import type { Entry } from './format'
import { fillDocument, type FilledDocument } from './interpolate'
import type { Position } from './lines'
import type { ReadOptions } from './parse-servers-text'
import type { ParsedText } from './parsed-text'

/** One server of a file as a candidate: references filled, problems placed. */
export function readEntry(
  entry: Entry,
  parsed: ParsedText,
  { place, variables, hint }: ReadOptions,
): ServerReading {
  const start = parsed.locate(entry.path)
  // An object among an entry's values is JSON that its format has put together.
  const document = isObject(entry.document) ? (entry.document as ServerDocument) : undefined
  const filled = document && fillDocument(document, variables ?? (() => undefined))
  const reading = readServerDocument(entry.name, variables && filled ? filled.filled : entry.document, place)
  const blocked = filled && variables ? blockedBy(filled, hint) : undefined
  const told = [...entry.warnings, ...(filled?.differs && !variables ? [NOT_FILLED] : [])]
  const problems: Problem[] = [
    ...reading.problems.map((problem) => ({ ...problem, ...positionOf(problem, entry, parsed) })),
    ...[...told, ...(blocked === undefined ? [] : [blocked])].map((message) => ({
      severity: 'warning' as const,
      message,
      place,
      server: shorten(entry.name, 128),
      ...start,
    })),
  ]
  if (!reading.candidate) return { problems }
  const declared = filled?.differs && variables ? declaredEndpoint(entry.name, filled) : undefined
  return {
    candidate: {
      ...reading.candidate,
      origin: { place, ...(start && { line: start.line }) },
      warnings: [...reading.candidate.warnings, ...told],
      ...(declared && { declared }),
      ...(blocked !== undefined && { blocked }),
    },
    problems,
  }
}

const NOT_FILLED =
  'References such as ${NAME} are filled in configuration files only; here they stay as they are'

const SET_IT = 'Set it where Portolan starts, or give a default: ${NAME:-default}'

function blockedBy({ missing }: FilledDocument, hint = SET_IT): string | undefined {
  return missing.length === 0 ? undefined : `${missing.join('. ')}. ${hint}`
}

/** The endpoint with its references unfilled. Only the address had to be filled to be read. */
function declaredEndpoint(name: string, { written, writtenUrl }: FilledDocument): Endpoint | undefined {
  const endpoint = readServerDocument(name, written).candidate?.spec.endpoint
  return endpoint?.kind === 'remote' && writtenUrl !== undefined ? { ...endpoint, url: writtenUrl } : endpoint
}

/** A message begins with the field it is about, so the field's own line can be told; else the server's. */
function positionOf({ message }: Problem, entry: Entry, parsed: ParsedText): Position | undefined {
  const at = /^(?:Unknown (?:field )?)?([A-Za-z_][\w-]*(?:\.[\w-]+)*)/.exec(message)?.[1]?.split('.') ?? []
  for (let length = at.length; length > 0; length--) {
    const position = parsed.locate([...entry.path, ...at.slice(0, length)])
    if (position) return position
  }
  return parsed.locate(entry.path)
}
