// The last step of `npm run up`: what was built, beside the demo fleet.
import path from 'node:path'
import { assertPortFree, loadDotEnv, readAddress, ROOT } from './environment.mjs'
import { runWithFleet } from './run-with-fleet.mjs'

const home = (process.env.PORTOLAN_HOME ||= process.cwd())
loadDotEnv(home)
// Before the fleet is started for nothing.
const address = readAddress(process.env)
await assertPortFree(address)
// Its own documentation, to ask questions of: taken in once, at the first start.
const env = { PORTOLAN_DEMO_DOCUMENTS: process.env.PORTOLAN_DEMO_DOCUMENTS ?? ROOT }
await runWithFleet({ home, script: path.join(ROOT, 'deploy/start.mjs'), env })
