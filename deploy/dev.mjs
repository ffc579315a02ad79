// `npm run dev`: Next's development server on HOST and PORT, beside the demo fleet.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { assertPortFree, loadDotEnv, readAddress, ROOT } from './environment.mjs'
import { runWithFleet } from './run-with-fleet.mjs'

const home = (process.env.PORTOLAN_HOME ||= process.cwd())
loadDotEnv(home)
const address = readAddress(process.env)
await assertPortFree(address)
for (const script of ['prisma/generate.mjs', 'deploy/build-workers.mjs']) {
  const { status } = spawnSync(process.execPath, [path.join(ROOT, script)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
}

await runWithFleet({
  home,
  cwd: ROOT,
  script: createRequire(import.meta.url).resolve('next/dist/bin/next'),
  args: ['dev', '--port', String(address.port), '--hostname', address.host],
  env: {
    HOST: address.host,
    PORT: String(address.port),
    NEXT_MANUAL_SIG_HANDLE: '1',
    // Else Next kills its server after 100 ms, before children and database are closed.
    NEXT_EXIT_TIMEOUT_MS: '10000',
    NEXT_TELEMETRY_DISABLED: '1',
  },
})
