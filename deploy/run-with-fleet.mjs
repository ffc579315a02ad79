// Runs a program beside the demo fleet; passes signals on, and leaves nothing behind.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startFleet } from './demo/fleet.mjs'
import { fail } from './environment.mjs'

/** How the shipped mcp.yaml begins; a person's own begins otherwise. */
const SHIPPED = '# The servers that Portolan starts with: a demo fleet'

/** The seventh server of the demo, which shows the other way to declare one. */
const FROM_ENVIRONMENT = {
  servers: {
    'sequential-thinking': {
      command: 'mcp-server-sequential-thinking',
      title: 'Sequential thinking',
      description:
        'Thinks in numbered steps that can be revised; declared in the environment variable MCP_SERVERS',
      tags: ['demo', 'stdio'],
    },
  },
}

export async function runWithFleet({ home, script, args = [], env = {}, cwd = home }) {
  const isDemo = !process.env.MCP_SERVERS && !process.env.PORTOLAN_CONFIG && hasShippedConfig(home)
  const log = (line) => process.stderr.write(`portolan: ${line}\n`)
  const fleet = isDemo ? await startFleet({ home, log }) : undefined
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(isDemo && { MCP_SERVERS: JSON.stringify(FROM_ENVIRONMENT) }),
      ...env,
    },
  })
  // A terminal sends Ctrl-C to the whole group, others signal us alone; the program takes the second for the first.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => fail(`${script} can't be started: ${error.message}`))
    child.once('exit', (status, signal) => resolve(status ?? (signal ? 1 : 0)))
  })
  await fleet?.stop()
  process.exit(code)
}

function hasShippedConfig(home) {
  try {
    return readFileSync(path.join(home, 'mcp.yaml'), 'utf8').startsWith(SHIPPED)
  } catch {
    return false
  }
}
