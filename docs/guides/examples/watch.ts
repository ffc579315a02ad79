// Prints what happens to connections and incidents, in a process of its own: no web server is needed.
//   node --conditions=react-server --import tsx docs/guides/examples/watch.ts [how many events]
import { readEnv, secretsOf } from '@/lib/config/env'
import { compose } from '@/lib/runtime/compose'
import { createLogger } from '@/lib/runtime/logger'

let left = Number(process.argv[2] ?? Infinity)
const env = readEnv(process.env)
const logger = createLogger({ level: 'warn', secrets: secretsOf(env) })
const { bus, pool, stop } = await compose(env, logger)
const { promise: enough, resolve } = Promise.withResolvers<undefined>()

const print = (line: string) => {
  if (left-- > 0) console.log(line)
  if (left <= 0) resolve(undefined)
}

// One kind: the event has the type of that kind.
const letGo = [
  bus.subscribeTo('connection-changed', ({ name, connection }) => print(`${name}: ${connection.kind}`)),
  bus.subscribeTo('incident-opened', ({ name, cause }) => print(`${name}: ${cause.message}`)),
  // All kinds: a switch over `event.kind` narrows the type.
  bus.subscribe((event) => {
    if (event.kind === 'verdict-changed') print(`${event.name}: ${event.from} -> ${event.verdict}`)
  }),
]

process.once('SIGINT', () => resolve(undefined))
pool.connectAll({ all: true })
await enough
for (const unsubscribe of letGo) unsubscribe()
// Also ends the programs that were started for stdio servers.
await stop()
