import 'server-only'

const leaders = new Set<number>()

/**
 * Ends the child's group with us when we must go at once: a stop that took too long, or a crash. Only what can be done
 * without waiting can be done then. Answers with the function that calls it off.
 */
export function endGroupOnExit(leader: number): () => void {
  if (leaders.size === 0) process.on('exit', endGroups)
  leaders.add(leader)
  return () => {
    leaders.delete(leader)
    if (leaders.size === 0) process.off('exit', endGroups)
  }
}

function endGroups(): void {
  for (const leader of leaders) {
    try {
      // A negative pid means the group. Windows knows no groups.
      process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
  }
}
