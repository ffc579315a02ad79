// `npm start`: serves what `npm run build` made. In the image, which has that at its root, too.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadAccessToken } from './access-token.mjs'
import { assertNodeVersion, assertPortFree, fail, loadDotEnv, readAddress, ROOT } from './environment.mjs'

const isImage = existsSync(path.join(ROOT, 'server.js'))
const standalone = isImage ? ROOT : path.join(ROOT, '.next/standalone')
const server = path.join(standalone, 'server.js')

assertNodeVersion()
// The server changes its working directory; relative paths are the person's.
process.env.PORTOLAN_HOME ||= process.cwd()
loadDotEnv(process.env.PORTOLAN_HOME)
loadAccessToken(process.env)
const address = readAddress(process.env)
if (!existsSync(server))
  fail('Nothing is built yet. Run "npm run build" first, or "npm run up", which does both.')
if (!existsSync(path.join(standalone, '.next/static'))) {
  fail('The build is not complete. Run "npm run build" again.')
}
if (address.port !== 0) await assertPortFree(address)

Object.assign(process.env, {
  NODE_ENV: 'production',
  // For the commands of the shipped mcp.yaml, which are dependencies of ours.
  PATH: [process.env.PATH, path.join(ROOT, 'node_modules/.bin')].filter(Boolean).join(path.delimiter),
  PORT: String(address.port),
  HOST: address.host,
  HOSTNAME: address.host,
  // We end requests, connections and children in order before the process may go.
  NEXT_MANUAL_SIG_HANDLE: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  // Longer than the 60 s of common load balancers, which else reuse a connection that we have just closed.
  KEEP_ALIVE_TIMEOUT: process.env.KEEP_ALIVE_TIMEOUT ?? '65000',
})
await import(pathToFileURL(server).href)
