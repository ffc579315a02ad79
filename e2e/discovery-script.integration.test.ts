import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { operations } from '@/lib/domain/api/all'
import { createdDataDirectory } from './fixtures/data-directory'
import { startHttpServer } from './servers/spawn-server'

const ROOT = path.resolve(import.meta.dirname, '..')
const GUIDE = readFileSync(path.join(ROOT, 'docs/guides/discovery.md'), 'utf8')
const run = promisify(execFile)

it('shows requests that there are', () => {
  const known = new Set(operations.map(({ method, path: target }) => `${method} ${target}`))
  const shown = [...GUIDE.matchAll(/\| `(GET|POST|PATCH|DELETE)(?:`, `\w+)? (\/api\/[^`]+)`/g)]
  expect(shown.length).toBeGreaterThan(7)
  expect(shown.map(([, method, target]) => `${method} ${target}`).filter((one) => !known.has(one))).toEqual(
    [],
  )
})

it('has a script that finds servers in a catalogue and connects them', async () => {
  using directory = await createdDataDirectory()
  const server = await startHttpServer()
  const servers = { real: { url: server.url, tags: ['demo'] }, other: { url: server.url, tags: ['else'] } }
  const catalogue = createServer((_, response) => response.end(JSON.stringify({ servers })))
  await new Promise<void>((resolve) => catalogue.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(catalogue.address() as AddressInfo).port}/servers.json`
    const script = path.join(ROOT, 'docs/guides/examples/script.ts')
    const { stdout } = await run(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', script, 'demo', url],
      {
        cwd: ROOT,
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'test',
          PORTOLAN_DATA_DIR: directory.path,
          PORTOLAN_CONFIG: path.join(directory.path, 'none.yaml'),
          PORTOLAN_PRIVATE_ADDRESSES: '127.0.0.1',
        },
        timeout: 60_000,
      },
    )
    expect(stdout.split('\n').slice(-3)).toEqual(['http: succeeded, 2 found, 2 new', 'real: ready', ''])
  } finally {
    await server.kill()
    await new Promise((resolve) => catalogue.close(resolve))
  }
}, 90_000)
