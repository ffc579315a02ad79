import 'server-only'
import path from 'node:path'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import type { ReadServers } from '../../source'
import { findSections, type Section, whole } from './find-sections'
import type { Declaration } from './merge-clients'
import { readClientFile } from './read-file'

export interface ClientFile {
  path: string
  title: string
  suffix: string
  /** Undefined for a file that a person names: its content tells. */
  client?: { root: string; format: string }
}

/** What a file says now. */
export interface Reading {
  file: ClientFile
  state: SourcePart['state']
  detail?: string
  declarations: Declaration[]
  problems: Problem[]
  /** What a change must alter to count. */
  print: string
}

const HINT = 'Set it where Portolan starts; a client may have it from a place of its own'

/** Reads a file and all that it declares. Never throws. */
export async function readDeclarations(file: ClientFile, readServers: ReadServers): Promise<Reading> {
  const found = await readClientFile(file.path)
  const nothing = { file, declarations: [], problems: [] }
  if (found.kind === 'absent') return { ...nothing, state: 'absent', print: 'absent' }
  if (found.kind === 'refused') {
    const problem = { severity: 'error' as const, place: file.path, message: found.message }
    return { ...nothing, state: 'failing', detail: found.message, problems: [problem], print: found.message }
  }
  const sections = file.client ? findSections(found.text, file.client.root) : [whole(found.text)]
  const read = sections.map((section) => ({ section, snapshot: readSection(section, file, readServers) }))
  const problems = read.flatMap(({ snapshot }) => snapshot.problems)
  const fault = problems.find(({ severity }) => severity === 'error')
  return {
    file,
    state: fault ? 'failing' : 'ok',
    ...(fault && {
      detail: fault.line === undefined ? fault.message : `Line ${fault.line}: ${fault.message}`,
    }),
    declarations: read.map(({ section, snapshot }) => declarationOf(file, section, snapshot.candidates)),
    problems,
    print: sections.map(({ print }) => print).join('\n'),
  }
}

function readSection(
  section: Section,
  { path: place, client }: ClientFile,
  readServers: ReadServers,
): Snapshot {
  const snapshot = readServers(section.text, place, { hint: HINT, ...(client && { format: client.format }) })
  return {
    ...snapshot,
    candidates: snapshot.candidates.map((candidate) => withTitle(candidate, section.renamed)),
  }
}

/** What a person called it stays to be seen. */
function withTitle(candidate: Candidate, renamed: ReadonlyMap<string, string>): Candidate {
  const title = renamed.get(candidate.spec.name)
  if (title === undefined || candidate.spec.title !== undefined) return candidate
  return { ...candidate, spec: { ...candidate.spec, title: title.slice(0, 200) } }
}

function declarationOf(file: ClientFile, { project }: Section, candidates: Candidate[]): Declaration {
  if (project === undefined) return { title: file.title, suffix: file.suffix, candidates }
  return {
    title: `${file.title} in ${project}`,
    suffix: path.basename(project),
    candidates: candidates.map((candidate) => startedIn(candidate, project)),
  }
}

/** Claude Code starts what belongs to a project in its folder. */
function startedIn(candidate: Candidate, cwd: string): Candidate {
  const { endpoint } = candidate.spec
  if (endpoint.kind !== 'stdio' || endpoint.cwd !== undefined) return candidate
  const { declared } = candidate
  return {
    ...candidate,
    spec: { ...candidate.spec, endpoint: { ...endpoint, cwd } },
    ...(declared?.kind === 'stdio' && { declared: { ...declared, cwd } }),
  }
}
