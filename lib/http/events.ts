import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { FeedItem } from '@/lib/events/feed'
import { AppError } from '@/lib/kit/app-error'
import { frame } from './sse'

/** The number after which the reader wants to go on: what the browser sends on its own reconnect wins over the URL. */
export function resumeAfter(request: Request, queried: number | undefined): number | undefined {
  const header = request.headers.get('last-event-id')
  if (header === null || header === '') return queried
  const id = Number(header)
  if (!Number.isSafeInteger(id) || id < 0) {
    throw new AppError('bad-input', `Last-Event-ID "${header}" is not the number of an event`)
  }
  return id
}

/** Feed items as frames: entries are plain messages, `gap` and `end` events of their own. */
export async function* feedFrames(items: AsyncIterable<FeedItem>): AsyncGenerator<string> {
  for await (const item of items) {
    switch (item.kind) {
      case 'entries':
        yield item.entries.map(entryFrame).join('')
        break
      case 'gap':
        yield frame({ event: 'gap', id: item.resumeAt, data: { resumeAt: item.resumeAt } })
        break
      case 'end':
        yield frame({ event: 'end', data: { reason: item.reason } })
        break
    }
  }
}

const FRAMES = new WeakMap<FeedEntry, string>()

/** Written once for all readers: recent entries are shared objects. */
function entryFrame(entry: FeedEntry): string {
  const known = FRAMES.get(entry)
  if (known !== undefined) return known
  const text = frame({ id: entry.id, data: entry })
  FRAMES.set(entry, text)
  return text
}
