// `npm run dev`: Next's development server on HOST and PORT, with the generated client in place.
import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { assertPortFree, loadDotEnv, readAddress, ROOT } from './environment.mjs'

process.env.PORTOLAN_HOME ||= process.cwd()
loadDotEnv(process.env.PORTOLAN_HOME)
const address = readAddress(process.env)
await assertPortFree(address)
const generated = spawnSync(process.execPath, [path.join(ROOT, 'prisma/generate.mjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (generated.status !== 0) process.exit(generated.status ?? 1)

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const child = spawn(
  process.execPath,
  [next, 'dev', '--port', String(address.port), '--hostname', address.host],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      HOST: address.host,
      NEXT_MANUAL_SIG_HANDLE: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      // Next kills its server after 100 ms else, before children and database are closed.
      NEXT_EXIT_TIMEOUT_MS: '10000',
    },
  },
)
// A terminal sends Ctrl-C to the whole group; others send to us alone.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
