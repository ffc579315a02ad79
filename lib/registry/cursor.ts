import 'server-only'
import { z } from 'zod'
import { SERVER_SORTS } from '@/lib/domain/api/servers'
import { AppError } from '@/lib/kit/app-error'

const cursorSchema = z.tuple([
  z.enum(SERVER_SORTS),
  z.enum(['asc', 'desc']),
  z.union([z.string(), z.number()]),
  z.string(),
])

/** The last server of a page by what it was sorted by, not by number, so that what comes and goes shifts no page. */
export interface Position {
  sort: (typeof SERVER_SORTS)[number]
  order: 'asc' | 'desc'
  key: string | number
  name: string
}

export function writeCursor({ sort, order, key, name }: Position): string {
  return Buffer.from(JSON.stringify([sort, order, key, name])).toString('base64url')
}

/** Throws `bad-input` for a cursor that is none, or that belongs to another order. */
export function readCursor(text: string, wanted: Pick<Position, 'sort' | 'order'>): Position {
  const parsed = cursorSchema.safeParse(parse(text))
  if (!parsed.success) {
    throw new AppError('bad-input', 'The cursor is not one that a list has given; begin without it')
  }
  const [sort, order, key, name] = parsed.data
  if (sort !== wanted.sort || order !== wanted.order) {
    throw new AppError(
      'bad-input',
      `The cursor belongs to a list sorted by ${sort} (${order}); begin without it`,
    )
  }
  return { sort, order, key, name }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
