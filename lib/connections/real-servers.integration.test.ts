import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

const require = createRequire(import.meta.url)
const everything = require.resolve('@modelcontextprotocol/server-everything/dist/index.js')
const entryOf = (name: string) => require.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`)

let harness: PoolHarness
let folder: string
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  harness = new PoolHarness()
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-real-'))
})
afterAll(async () => {
  await harness.dispose()
  await Promise.all(stops.map((stop) => stop()))
  await rm(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts server-everything over HTTP; the function kills it as a crash would. */
async function startEverything(mode: 'streamableHttp' | 'sse', port: number): Promise<() => Promise<void>> {
  const companion = path.resolve('deploy/demo/companion.mjs')
  const child = spawn(process.execPath, ['--import', companion, everything, mode], {
    env: { PATH: process.env.PATH, PORT: String(port), NODE_ENV: 'test' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  stops.push(kill)
  await until(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = net.connect(port, '127.0.0.1')
        socket.once('connect', () => {
          socket.destroy()
          resolve(true)
        })
        socket.once('error', () => resolve(false))
      }),
  )
  return kill
}

const echo = async (name: string) => harness.call(name, 'echo', { message: 'ahoy' })

describe('server-everything', () => {
  it('works over stdio', async () => {
    harness.declare('stdio', { endpoint: harness.command(process.execPath, [everything, 'stdio']) })
    expect(await echo('stdio')).toBe('Echo: ahoy')
    expect((await harness.pool.tools('stdio')).items.length).toBeGreaterThan(8)
    expect((await harness.pool.prompts('stdio')).items.length).toBeGreaterThan(1)
    expect((await harness.pool.resources('stdio')).templates.length).toBeGreaterThan(0)
  })

  it('works over SSE, and comes back by itself after a crash', async () => {
    const port = await freePort()
    const kill = await startEverything('sse', port)
    const endpoint = {
      kind: 'remote' as const,
      transport: 'sse' as const,
      url: `http://127.0.0.1:${port}/sse`,
    }
    harness.declare('sse', { endpoint, policy: { maxRetries: 100 } })
    expect(await echo('sse')).toBe('Echo: ahoy')
    await kill()
    await harness.until('sse', 'waiting')
    await startEverything('sse', port)
    await harness.until('sse', 'ready')
    expect(await echo('sse')).toBe('Echo: ahoy')
  })

  it('works over Streamable HTTP, and a call after its restart goes through', async () => {
    const port = await freePort()
    const kill = await startEverything('streamableHttp', port)
    const url = `http://127.0.0.1:${port}/mcp`
    const endpoint = { kind: 'remote' as const, transport: 'streamable-http' as const, url }
    harness.declare('http', { endpoint, policy: { maxRetries: 100 } })
    expect(await echo('http')).toBe('Echo: ahoy')
    await kill()
    await startEverything('streamableHttp', port)
    expect(await echo('http')).toBe('Echo: ahoy')
  })

  it('reports the progress of a long call', async () => {
    const heard: number[] = []
    await harness.pool.callTool({
      server: 'stdio',
      tool: 'trigger-long-running-operation',
      arguments: { duration: 1, steps: 4 },
      caller: 'internal',
      onProgress: ({ progress }) => heard.push(progress),
    })
    expect(heard).toEqual([1, 2, 3, 4])
  })
})

describe('the other servers of the demo', () => {
  it('filesystem reads a file of its folder, and refuses one outside', async () => {
    await writeFile(path.join(folder, 'note.txt'), 'High water at noon')
    harness.declare('files', { endpoint: harness.command(process.execPath, [entryOf('filesystem'), folder]) })
    expect(await harness.call('files', 'read_text_file', { path: path.join(folder, 'note.txt') })).toBe(
      'High water at noon',
    )
    const outside = {
      server: 'files',
      tool: 'read_text_file',
      arguments: { path: '/etc/hostname' },
      caller: 'api' as const,
    }
    expect(await harness.pool.callTool(outside)).toMatchObject({ isError: true })
  })

  it('memory remembers in the file it is given', async () => {
    const env = { MEMORY_FILE_PATH: path.join(folder, 'memory.jsonl') }
    harness.declare('memory', { endpoint: harness.command(process.execPath, [entryOf('memory')], env) })
    const entities = [{ name: 'Lisbon', entityType: 'port', observations: ['on the Tagus'] }]
    await harness.call('memory', 'create_entities', { entities })
    expect(await harness.call('memory', 'read_graph')).toContain('on the Tagus')
  })

  it('sequential thinking thinks', async () => {
    harness.declare('thinking', {
      endpoint: harness.command(process.execPath, [entryOf('sequential-thinking')]),
    })
    const thought = { thought: 'One step', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 }
    expect(await harness.call('thinking', 'sequentialthinking', thought)).toContain('"thoughtNumber": 1')
  })
})
