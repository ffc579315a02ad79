// What it takes to read a configuration file of 2,000 servers again: from the text on disk to the registry, on the embedded
// database. "Blocked" is the longest time for which nothing else could run.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ConfigFiles } from '@/lib/config/config-files'
import { HiddenValues } from '@/lib/config/hidden-values'
import { Sealer } from '@/lib/config/secrets'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { Registry } from '@/lib/registry/registry'
import { openDatabase } from '@/lib/store/client'
import { ServerStore } from '@/lib/store/servers'
import { medianOf, printTable, writeResult } from './report'

const SERVERS = 2_000
const ROUNDS = 7
const folder = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
const file = path.join(folder, 'mcp.yaml')
const rows: Record<string, number | string>[] = []

function textOf(changed: string, head = ''): string {
  const servers = Array.from(
    { length: SERVERS },
    (_, index) => `  # number ${index}
  server-${index}:
    command: npx
    args: ['-y', '@acme/server-${index}', '--port', '${8_000 + index}']
    env:
      LOG_LEVEL: info
      API_KEY: \${KEY_${index % 7}:-none}
    description: "Server ${index} of the bench${index === SERVERS / 2 ? changed : ''}"
    tags: [bench, team-${index % 20}]
    health_check_interval: 30
    metadata: { version: 1.0.${index}, author: Acme }
`,
  )
  return `${head}servers:\n${servers.join('')}`
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 20))

async function measure(name: string, rounds: number, work: (round: number) => unknown): Promise<void> {
  const times: number[] = []
  const blocked: number[] = []
  for (let round = 0; round < rounds; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    // It counts from one of its own ticks to the next, so there must be one before and one after.
    await rest()
    const start = performance.now()
    await work(round)
    times.push(performance.now() - start)
    await rest()
    delay.disable()
    blocked.push(delay.max / 1e6)
  }
  rows.push({
    what: name,
    'median ms': Math.round(medianOf(times)),
    'worst ms': Math.round(Math.max(...times)),
    'blocked ms': Math.round(medianOf(blocked)),
  })
}

const database = await openDatabase({ dataDir: path.join(folder, 'data'), logger: silentLogger })
const sealer = Sealer.fromKeys([randomBytes(32)])
const registry = new Registry({
  store: new ServerStore(database, sealer),
  bus: new EventBus(silentLogger),
  clock: systemClock,
  logger: silentLogger,
  stdio: { allowed: true, commands: null },
  live: () => ({
    connection: { kind: 'idle', since: new Date(0).toISOString() },
    verdict: 'unknown',
    tools: null,
  }),
})
const newFiles = () =>
  new ConfigFiles({ paths: [file], variables: () => undefined, clock: systemClock, logger: silentLogger })
try {
  await registry.start()
  const files = newFiles()
  const reload = async () => registry.apply('config-file', await files.load())
  writeFileSync(file, textOf(''))
  await measure('read for the first time', 3, () => newFiles().load())
  await measure('start: read and store all', 1, reload)
  await measure('reload, nothing changed', ROUNDS, reload)
  await measure('reload, one server changed', ROUNDS, (round) => {
    writeFileSync(file, textOf(` ${round}`))
    return reload()
  })
  await measure('reload, one line more at the top', ROUNDS, (round) => {
    writeFileSync(file, textOf('', '# one more\n'.repeat(round + 1)))
    return reload()
  })
  await measure('check a draft with one change', ROUNDS, async (round) => {
    const { snapshot } = await files.preview(file, textOf(` draft ${round}`))
    return registry.preview('config-file', snapshot)
  })
  const hiding = new HiddenValues(sealer)
  await measure('hide secrets, first time', 1, async () => {
    await hiding.warm(textOf(''), file)
    return hiding.hide(textOf(''), file)
  })
  await measure('hide secrets, one server changed', ROUNDS, (round) =>
    hiding.hide(textOf(` hid ${round}`), file),
  )
} finally {
  await registry.stop()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}
printTable(rows)
await writeResult('config-reload', { bench: 'config-reload', servers: SERVERS, rows })
