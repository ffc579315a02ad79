import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Holdings {
  /** Processes below ours. */
  children: number
  sockets: number
  /** Sockets included. */
  handles: number
  heapMb: number
  rssMb: number
}

/** What this process holds now, as the system tells it. With --expose-gc, memory without what can go. */
export function holdings(): Holdings {
  globalThis.gc?.()
  const links = readdirSync('/proc/self/fd').map(linkOf)
  const { heapUsed, rss } = process.memoryUsage()
  return {
    children: childrenOf(process.pid),
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    handles: links.filter(Boolean).length,
    heapMb: Math.round(heapUsed / 1024 ** 2),
    rssMb: Math.round(rss / 1024 ** 2),
  }
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    // The one that reads the folder is closed by now.
    return ''
  }
}

function childrenOf(pid: number): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid).length
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may hold anything; its state and parent follow.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
