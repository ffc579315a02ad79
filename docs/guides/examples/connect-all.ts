// Connects every enabled server and prints how each came out.
//   npx tsx docs/guides/examples/connect-all.ts
import { createClient } from '../../../lib/client/api'
import { connectMany } from '../../../lib/domain/api/connections'
import { streamEvents } from '../../../lib/domain/api/events'
import { feedEntrySchema } from '../../../lib/domain/event'

const client = createClient({
  baseUrl: process.env['PORTOLAN_URL'] ?? 'http://127.0.0.1:8080',
  ...(process.env['PORTOLAN_TOKEN'] && { token: process.env['PORTOLAN_TOKEN'] }),
})

// Listening first: what happens between the two calls is then heard as well.
const stream = await client.fetch(streamEvents)
const { batch, begun, skipped } = await client.call(connectMany, { body: { all: true } })
for (const { name, reason } of skipped) console.log(`${name}: ${reason}`)

let left = begun.length
let buffered = ''
if (left > 0 && stream.body) {
  for await (const text of stream.body.pipeThrough(new TextDecoderStream())) {
    const events = (buffered + text).split('\n\n')
    buffered = events.pop() ?? ''
    for (const { event } of events.flatMap(readEntry)) {
      if (event.kind !== 'connect-progressed' || event.batch !== batch) continue
      console.log(`${event.name}: ${event.outcome}${event.error ? ` (${event.error})` : ''}`)
      left -= 1
    }
    if (left === 0) break
  }
}

/** One event of the stream; heartbeats and its own words hold no entry. */
function readEntry(text: string) {
  const data = /^data: (.*)$/m.exec(text)?.[1]
  const entry = feedEntrySchema.safeParse(data && JSON.parse(data))
  return entry.success ? [entry.data] : []
}
