// Finds servers and connects those that carry a tag, in a process of its own: no web server is needed.
//   node --conditions=react-server --import tsx docs/guides/examples/script.ts <tag> [URL of a catalogue]...
import { readEnv, secretsOf } from '@/lib/config/env'
import { compose } from '@/lib/runtime/compose'
import { createLogger } from '@/lib/runtime/logger'

const [tag = '', ...catalogues] = process.argv.slice(2)
const env = readEnv(process.env)
const { bus, discovery, pool, stop } = await compose(
  env,
  createLogger({ level: 'warn', secrets: secretsOf(env) }),
)

try {
  const isOn = (await discovery.sources()).some(({ id, state }) => id === 'kubernetes' && state !== 'off')
  const runs = [
    ...(isOn ? [await discovery.run('kubernetes')] : []),
    ...(catalogues.length > 0 ? [await discovery.runHttp(catalogues)] : []),
  ]
  for (const { source, state, counts, error, problems } of runs) {
    console.log(
      `${source}: ${state}, ${counts.found} found, ${counts.added} new${error ? `: ${error.message}` : ''}`,
    )
    for (const { severity, message } of problems) console.log(`  ${severity}: ${message}`)
  }
  await connectAll({ tags: [tag] })
} finally {
  // Also ends the programs that were started for stdio servers.
  await stop()
}

/** Settles when every server of the selection is connected, or can't be. */
function connectAll(selection: Parameters<typeof pool.connectAll>[0]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  // Listening first: a server may be ready before the call is back.
  bus.subscribeTo('connect-progressed', ({ name, outcome, error, done, total }) => {
    console.log(`${name}: ${outcome}${error ? ` (${error})` : ''}`)
    if (done === total) resolve(undefined)
  })
  const { begun, skipped } = pool.connectAll(selection)
  for (const { name, reason } of skipped) console.log(`${name}: ${reason}`)
  if (begun.length === 0) resolve(undefined)
  return promise
}
