// What the programs of this folder share of the environment; the app itself reads it in lib/config/env.ts.
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Says what is wrong in one line and ends. */
export function fail(reason) {
  process.stderr.write(`portolan: ${reason}\n`)
  process.exit(1)
}

/** The pinned Node comes first on the PATH of npm's scripts; called past npm, an older one may be in use. */
export function assertNodeVersion() {
  if (Number(process.versions.node.split('.')[0]) >= 22) return
  fail(
    `Node ${process.versions.node} is too old; 22 or newer is needed. "npm start" uses the one that is installed here.`,
  )
}

/** Reads the `.env` of the folder the person started in; what is set already wins. */
export function loadDotEnv(home) {
  const file = path.join(home, '.env')
  if (!existsSync(file)) return
  try {
    process.loadEnvFile(file)
  } catch (error) {
    fail(`${file} can't be read: ${error.message}`)
  }
}

/** Where to listen; refuses an open door. The same rules as in lib/config/env.ts, said before anything is loaded. */
export function readAddress(env) {
  const port = Number(env.PORT || 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('PORT must be a number from 0 to 65535')
  const host = env.HOST || '127.0.0.1'
  if (!env.PORTOLAN_TOKEN?.trim() && !isLoopback(host)) {
    fail(
      `Refusing to listen on ${host} without an access token: anyone who reaches this address could start programs ` +
        'on this machine. Set PORTOLAN_TOKEN to a long random text (openssl rand -hex 32), or leave HOST at 127.0.0.1.',
    )
  }
  return { host, port }
}

function isLoopback(host) {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

/** Takes the port for a moment, because Next's own message on failure is a stack. */
export function assertPortFree({ host, port }) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => fail(whyNot(error, host, port)))
    probe.listen({ host, port, exclusive: true }, () => probe.close(resolve))
  })
}

function whyNot(error, host, port) {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port + 1}`
    case 'EACCES':
      return `Port ${port} may not be used by this user; ports under 1024 need rights. Choose another: PORT=8080`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is no address of this machine`
    default:
      return `Can't listen on ${host}:${port}: ${error.message}`
  }
}
