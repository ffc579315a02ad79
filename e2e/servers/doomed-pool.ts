import { PoolHarness } from './pool-harness'

// Run as a program: opens a server that ignores every goodbye, says so, and waits to be killed.
// SIGUSR2 makes it exit at once, without stopping the pool.
const harness = new PoolHarness()
harness.declare('stubborn', {
  endpoint: harness.stdio(['--ignore-sigterm', '--touch', process.argv[2] ?? '/dev/null']),
})
const state = await harness.pool.open('stubborn')
process.stdout.write(`${state.kind}\n`)
process.once('SIGUSR2', () => process.exit(1))
setInterval(() => undefined, 1_000)
