import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)
const SUITE = path.resolve('node_modules/@modelcontextprotocol/conformance/dist/index.js')
const CLIENT = `${process.execPath} --conditions=react-server --import tsx e2e/conformance/client.ts`

/**
 * MCP's own conformance suite, played against our pool: what revisions 2025-11-25 and 2026-07-28 ask of a client.
 * Not among them: `auth/*`, which auth.integration.test.ts plays.
 */
const SCENARIOS = [
  'initialize',
  'tools_call',
  'sse-retry',
  'request-metadata',
  'http-standard-headers',
  'http-custom-headers',
  'http-invalid-tool-headers',
  'json-schema-ref-no-deref',
  'json-schema-2020-12-preservation',
  'elicitation-sep1034-client-defaults',
  'sep-2322-client-request-state',
]

describe('the pool, to MCP’s conformance suite', () => {
  it.each(SCENARIOS)(
    'conforms in %s',
    async (scenario) => {
      const args = [SUITE, 'client', '--command', CLIENT, '--scenario', scenario]
      const { stdout, stderr } = await run(process.execPath, args).catch(
        // It exits with 1 when a check fails, and tells which.
        (error: unknown) => error as { stdout: string; stderr: string },
      )
      expect(stdout + stderr).toContain('OVERALL: PASSED')
    },
    60_000,
  )
})
