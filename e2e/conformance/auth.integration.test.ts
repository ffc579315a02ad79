import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Player, startPlayer } from './auth-player'

const run = promisify(execFile)
const SUITE = path.resolve('node_modules/@modelcontextprotocol/conformance/dist/index.js')
const CLIENT = `${process.execPath} e2e/conformance/forward.mjs`
const FAILURES = 'e2e/conformance/auth-failures.yml'

/**
 * Every scenario `auth/*` of MCP's conformance suite, played against our sign-ins: what revisions from 2025-03-26 to
 * 2026-07-28 ask of a client, and the extensions. The suite holds us to the list of failures too: one that passes by now
 * must leave it.
 */
const SUITES = { auth: 14, backcompat: 2, draft: 11, extensions: 2 }

let player: Player

beforeAll(async () => {
  player = await startPlayer()
})
afterAll(() => player[Symbol.asyncDispose]())

describe('signing in, to MCP’s conformance suite', () => {
  it.each(Object.entries(SUITES))(
    'conforms in the suite %s, in %i scenarios or more',
    async (suite, atLeast) => {
      const args = [SUITE, 'client', '--command', CLIENT, '--suite', suite, '--expected-failures', FAILURES]
      const env = { ...process.env, PORTOLAN_PLAYER: player.url }
      const { stdout, code } = await run(process.execPath, args, { env }).then(
        (done) => ({ ...done, code: 0 }),
        // It exits with 1 when a check fails that may not, and tells which.
        (error: unknown) => error as { stdout: string; code: number },
      )
      const passed = stdout.split('\n').filter((line) => line.startsWith('✓ auth/'))
      expect(code, stdout.slice(stdout.indexOf('=== SUITE SUMMARY'))).toBe(0)
      expect(passed.length).toBeGreaterThanOrEqual(atLeast)
    },
    120_000,
  )
})
