import 'server-only'
import { readFile, readdir, readlink } from 'node:fs/promises'

/**
 * Every child and, by inheritance, each of its descendants carries this variable. A descendant that has left the process
 * group and whose parent has died can be found by nothing else.
 */
export const CHILD_MARK = 'PORTOLAN_CHILD_OF'

export interface ProcessRow {
  pid: number
  parent: number
  group: number
  session: number
  /** The value of CHILD_MARK, if the process carries one and we may read it. */
  mark: string | undefined
}

let running: Promise<ProcessRow[]> | undefined
let next: Promise<ProcessRow[]> | undefined

/**
 * All living processes, read after the call began. Fifty children that stop at once share one reading, or they would
 * read /proc fifty times over.
 */
export function readProcessTable(): Promise<ProcessRow[]> {
  if (!running) {
    running = readAll().finally(() => {
      running = undefined
    })
    return running
  }
  next ??= running.then(begin, begin)
  return next
}

function begin(): Promise<ProcessRow[]> {
  next = undefined
  return readProcessTable()
}

/** What this process writes into its children's marks: who owns them, told apart from a later process with the same pid. */
export async function ownerMark(): Promise<string> {
  return `${await pidNamespace()}.${process.pid}.${(await startTimeOf(process.pid)) ?? '0'}`
}

/** Children whose owner died without closing them (kill -9, out of memory). Only those of this pid namespace. */
export async function orphans(): Promise<ProcessRow[]> {
  const namespace = await pidNamespace()
  const marked = (await readProcessTable()).filter((row) => row.mark?.startsWith(`${namespace}.`))
  const ownerGone = new Map<string, boolean>()
  const found: ProcessRow[] = []
  for (const row of marked) {
    const [, pid = '', started = ''] = row.mark?.split('.') ?? []
    const owner = `${pid}.${started}`
    const gone = ownerGone.get(owner) ?? (await startTimeOf(Number(pid))) !== started
    ownerGone.set(owner, gone)
    if (gone) found.push(row)
  }
  return found
}

async function readAll(): Promise<ProcessRow[]> {
  // Elsewhere than on Linux there is no /proc: the caller then knows its child alone.
  const names = await readdir('/proc').catch(() => [])
  const rows = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readRow))
  return rows.filter((row) => row !== undefined)
}

/** proc_pid_stat(5); the command's name may hold spaces and parentheses, so read on from the last one. */
async function readRow(pid: string): Promise<ProcessRow | undefined> {
  const [stat, environment] = await Promise.all([
    readOrNothing(`/proc/${pid}/stat`),
    readOrNothing(`/proc/${pid}/environ`),
  ])
  const [state, parent, group, session] = fieldsAfterName(stat)
  // A zombie is dead: it only waits for its parent to read its exit code.
  if (!stat || state === 'Z' || state === 'X') return undefined
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    mark: markIn(environment),
  }
}

async function startTimeOf(pid: number): Promise<string | undefined> {
  return fieldsAfterName(await readOrNothing(`/proc/${pid}/stat`))[19]
}

async function pidNamespace(): Promise<string> {
  const link = await readlink('/proc/self/ns/pid').catch(() => '')
  return /\d+/.exec(link)?.[0] ?? '0'
}

function fieldsAfterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function markIn(environment: string): string | undefined {
  const prefix = `${CHILD_MARK}=`
  return environment
    .split('\0')
    .find((entry) => entry.startsWith(prefix))
    ?.slice(prefix.length)
}

/** A process may end, or belong to somebody else, at any moment of the reading. */
async function readOrNothing(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
