import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { orphans, type ProcessRow, readProcessTable } from './process-table'

const POLL_MS = 20
const KILL_WAIT_MS = 2_000

/** The pids of a child's tree: its group and session, its descendants, and all that carry its mark. Pure. */
export function treeOf(rows: readonly ProcessRow[], leader: number, mark: string): number[] {
  const found = new Set(
    rows
      .filter((row) => [row.pid, row.group, row.session].includes(leader) || row.mark === mark)
      .map((row) => row.pid),
  )
  // Rows come in no order of kinship, so go on until a pass adds nobody.
  for (let before = -1; before < found.size;) {
    before = found.size
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid)
  }
  found.delete(process.pid)
  return [...found]
}

/**
 * Ends a child's whole tree: SIGTERM, then SIGKILL to what is left after `graceMs`. Resolves when nothing is left, or
 * after two more seconds when something can't be killed (it hangs in the kernel). Answers how many had to be killed.
 */
export async function endTree(leader: number, mark: string, graceMs: number): Promise<number> {
  const living = () => livingTree(leader, mark)
  signalAll(await living(), 'SIGTERM')
  if (await gone(living, graceMs)) return 0
  const killed = new Set<number>()
  for (const until = Date.now() + KILL_WAIT_MS; Date.now() < until;) {
    // Again and again: a process that forks while it is killed leaves a child that the last look did not see.
    const left = await living()
    for (const pid of left) killed.add(pid)
    signalAll(left, 'SIGKILL')
    if (await gone(living, 100)) break
  }
  return killed.size
}

/** Ends what an earlier run of ours left behind. Answers how many processes that were. */
export async function endOrphans(): Promise<number> {
  const left = await orphans()
  signalAll(
    left.map((row) => row.pid),
    'SIGTERM',
  )
  if (left.length > 0) await sleep(500)
  signalAll(
    (await orphans()).map((row) => row.pid),
    'SIGKILL',
  )
  return left.length
}

/** Whether the child's tree is empty within the limit. */
export async function treeEnds(leader: number, mark: string, limitMs: number): Promise<boolean> {
  return gone(() => livingTree(leader, mark), limitMs)
}

async function livingTree(leader: number, mark: string): Promise<number[]> {
  if (process.platform === 'linux') return treeOf(await readProcessTable(), leader, mark)
  // Without /proc: a negative pid means the group. Windows knows no groups.
  const whole = process.platform === 'win32' ? leader : -leader
  return isAlive(whole) ? [whole] : []
}

/** Asks the kernel about known pids, which is cheap, and reads the table only when these are gone or the time is up. */
async function gone(living: () => Promise<number[]>, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs
  for (;;) {
    const left = await living()
    if (left.length === 0) return true
    while (left.some(isAlive)) {
      if (Date.now() >= until) return (await living()).length === 0
      await sleep(POLL_MS)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function signalAll(pids: Iterable<number>, signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // Gone between the look and the signal.
    }
  }
}
