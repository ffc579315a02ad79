import 'server-only'
import { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'

export interface Page<T> {
  items: T[]
  nextCursor: string | null
  /** How many match in all. */
  total: number
}

interface Order<T> {
  /** What an item is, in a few words; never a secret, since the cursor carries it. */
  keyOf: (item: T) => readonly string[]
  /** Whether an item comes after the one with that key, which may be gone by now. */
  isAfter: (item: T, key: readonly string[]) => boolean
}

const cursorSchema = z.array(z.string()).min(1).max(4)

/** One page of items in order. It goes on after the last one's key, not by number, so that what comes and goes shifts nothing. */
export function pageOf<T>(
  items: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { keyOf, isAfter }: Order<T>,
): Page<T> {
  const start = cursor === undefined ? 0 : firstAfter(items, readKey(cursor), isAfter)
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  const isEnd = last === undefined || start + page.length >= items.length
  return { items: page, nextCursor: isEnd ? null : writeKey(keyOf(last)), total: items.length }
}

function firstAfter<T>(items: readonly T[], key: readonly string[], isAfter: Order<T>['isAfter']): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && isAfter(item, key)) high = middle
    else low = middle + 1
  }
  return low
}

function writeKey(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

function readKey(cursor: string): string[] {
  const parsed = cursorSchema.safeParse(parse(cursor))
  if (parsed.success) return parsed.data
  throw new AppError('bad-input', 'The cursor is not one that a list has given; begin without it')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
