import type { AbstractChat } from 'ai'
import { ApiError } from '@/lib/client/api'
import { browserClock } from '@/lib/client/browser-clock'
import type { Clock } from '@/lib/kit/clock'
import { pause } from '@/lib/kit/pause'
import type { TurnMessage } from './message'

type ChatState = Pick<AbstractChat<TurnMessage>, 'status' | 'error'>
type Joined = ChatState & Pick<AbstractChat<TurnMessage>, 'resumeStream'>

interface How {
  isWanted: () => boolean
  clock?: Clock
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 5_000

const joining = new WeakSet<object>()

/** Reads along with the answer that runs, if one does: where it is made, perhaps for another page. */
export function join(chat: Joined, how: How): Promise<void> {
  return joined(chat, { ...how, isFirst: true })
}

/**
 * Joins an answer again whose stream was lost on its way to this page: where it is made it goes on. Tries for as long as
 * Portolan can't be reached and the chat is wanted; resolves when the answer has ended, or is known to have.
 */
export function joinAgain(chat: Joined, how: How): Promise<void> {
  return joined(chat, { ...how, isFirst: false })
}

async function joined(
  chat: Joined,
  { isWanted, clock = browserClock, isFirst }: How & { isFirst: boolean },
): Promise<void> {
  if (joining.has(chat)) return
  joining.add(chat)
  try {
    if (isFirst) await chat.resumeStream()
    for (let waitMs = FIRST_WAIT_MS; isLost(chat) && isWanted(); waitMs = longer(waitMs)) {
      await pause(clock, waitMs)
      if (isLost(chat) && isWanted()) await chat.resumeStream()
    }
  } finally {
    joining.delete(chat)
  }
}

/** What went wrong, in words; `isJoining`: it is being mended without anybody's help. */
export function lossOf(
  chat: Joined,
  { status, error }: ChatState,
): { message: string; isJoining: boolean } | undefined {
  if (!error) return undefined
  return joining.has(chat) && isLost({ status, error })
    ? {
        message:
          'The connection to Portolan was lost, and is tried again. What the answer says meanwhile is not lost.',
        isJoining: true,
      }
    : { message: error.message, isJoining: false }
}

/** A stream that breaks is a TypeError in all browsers. */
function isLost({ status, error }: ChatState): boolean {
  if (status !== 'error') return false
  return error instanceof TypeError || (error instanceof ApiError && error.code === 'unreachable')
}

function longer(waitMs: number): number {
  return Math.min(2 * waitMs, LONGEST_WAIT_MS)
}
