import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '@/lib/kit/app-error'
import { readEvents, type WatchEvent } from './watch-stream'

async function eventsOf(chunks: Iterable<Buffer>): Promise<WatchEvent[]> {
  const events: WatchEvent[] = []
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is there already
  const body = (async function* () {
    yield* chunks
  })()
  for await (const event of readEvents(body)) events.push(event)
  return events
}

const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`

describe('the events of a watch', () => {
  it('are the same however the connection cuts them', async () => {
    const events = fc.array(
      fc.record({
        type: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'),
        object: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })),
      }),
      { maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat(2_000), { maxLength: 12 }), async (sent, places) => {
        const bytes = Buffer.from(sent.map(({ type, object }) => line(type, object)).join(''))
        const cuts = [0, ...places.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to))
        const plain = JSON.parse(JSON.stringify(sent)) as unknown
        expect(await eventsOf(chunks)).toEqual(plain)
      }),
    )
  })

  it('end where the connection is cut in the middle of one', async () => {
    const text = line('ADDED', { metadata: { name: 'whole' } }) + line('ADDED', {}).slice(0, 9)
    expect(await eventsOf([Buffer.from(text)])).toHaveLength(1)
  })

  it('are given up at the first that is none', async () => {
    for (const rubbish of ['<html>\n', 'null\n', '{"type":"ODD","object":{}}\n', '{"type":"ADDED"\n']) {
      const error: unknown = await eventsOf([Buffer.from(rubbish)]).catch((thrown: unknown) => thrown)
      expect(isAppError(error) && error.code).toBe('protocol-error')
    }
  })

  it('may be an error of the API server', async () => {
    const [event] = await eventsOf([Buffer.from(line('ERROR', { code: 410, message: 'too old' }))])
    expect(event).toMatchObject({ type: 'ERROR', error: { status: 410, message: 'too old' } })
  })
})
