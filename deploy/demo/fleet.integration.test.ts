import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import { convert, distanceNm, findPort, wordStatistics } from './harbour-office.mjs'
import { COMPANIONS, startFleet } from './fleet.mjs'

async function withFolder<T>(text: string, work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(path.join(tmpdir(), 'portolan-fleet-'))
  await writeFile(path.join(home, 'mcp.yaml'), text)
  return work(home).finally(() => rm(home, { recursive: true }))
}

describe('the shipped mcp.yaml', () => {
  it('declares a companion for every remote server, and a command of our packages for every other', async () => {
    const { servers } = parse(await readFile('mcp.yaml', 'utf8')) as {
      servers: Record<string, { url?: string; command?: string }>
    }
    const urls = Object.values(servers).flatMap(({ url }) => url ?? [])
    expect(urls.toSorted()).toEqual(COMPANIONS.map(({ url }) => url).toSorted())
    const commands = Object.values(servers).flatMap(({ command }) => command ?? [])
    for (const command of commands) expect(command).toMatch(/^mcp-server-/)
  })
})

describe('the fleet', () => {
  it('starts nothing for a file that declares none of its URLs, nor for one that can not be read', async () => {
    const log: string[] = []
    const own = 'servers: { mine: { command: cat } }'
    for (const text of [own, 'servers: [', '']) {
      const fleet = await withFolder(text, (home) => startFleet({ home, log: (line) => log.push(line) }))
      expect(fleet.urls).toEqual([])
      await fleet.stop()
    }
    expect(log).toEqual([])
  })

  it('says so clearly when a port is taken, and starts the others', async () => {
    const blocker = net.createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as net.AddressInfo
    const companions = [{ url: `http://127.0.0.1:${port}/mcp`, port, script: '/nowhere', args: [] }]
    const log: string[] = []
    const text = `servers: { taken: { url: 'http://127.0.0.1:${port}/mcp' } }`
    const fleet = await withFolder(text, (home) =>
      startFleet({ home, companions, log: (line) => log.push(line) }),
    )
    expect(fleet.urls).toEqual([])
    expect(log).toEqual([expect.stringContaining(`Port ${port} is in use`)])
    blocker.close()
  })

  it('starts a companion, starts it again after a crash, and leaves nothing behind', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/mcp`
    const harbour = COMPANIONS.find(({ script }) => script.endsWith('harbour-server.mjs'))
    const companions = [{ url, port, script: harbour?.script ?? '', args: [] }]
    const fleet = await withFolder(`servers: { harbour: { url: '${url}' } }`, (home) =>
      startFleet({ home, companions, log: () => undefined }),
    )
    const harness = new PoolHarness()
    harness.declare('harbour', {
      endpoint: { kind: 'remote', transport: 'streamable-http', url },
      policy: { maxRetries: 100 },
    })
    expect(await harness.pool.open('harbour')).toMatchObject({ kind: 'ready', era: 'modern' })
    process.kill(fleet.pids()[0] ?? 0, 'SIGKILL')
    await harness.until('harbour', 'waiting')
    await harness.until('harbour', 'ready')
    expect(await harness.call('harbour', 'convert_units', { value: 1, from: 'nm', to: 'km' })).toBe(
      '1 nm = 1.852 km',
    )
    const [pid = 0] = fleet.pids()
    await fleet.stop()
    await until(() => !isAlive(pid))
    await harness.dispose()
  })
})

describe('the harbour office', () => {
  it('knows the distance between ports by name or code', () => {
    const [lisbon, porto] = [findPort('lisbon'), findPort('PTOPO')]
    expect(distanceNm(lisbon!, porto!)).toBeCloseTo(148.3, 0)
    expect(findPort('valparaiso')?.code).toBe('CLVAP')
    expect(findPort('')).toBeUndefined()
  })

  it('converts units of one kind and says why it can not convert others', () => {
    expect(convert(32, 'F', 'C')).toMatchObject({ value: 0, unit: 'C' })
    expect(convert(10, 'kn', 'km/h')).toMatchObject({ value: 18.52 })
    expect(convert(1, 'kn', 'kg')).toBe('kn is a unit of speed, kg of mass.')
    expect(convert(1, 'cubit', 'm')).toBe('There is no unit "cubit" here.')
  })

  it('counts words in any script', () => {
    expect(wordStatistics('Água mole. Água mole!\n\nPedra dura')).toMatchObject({
      words: 6,
      sentences: 3,
      paragraphs: 2,
    })
    expect(wordStatistics('')).toMatchObject({ words: 0, sentences: 0, paragraphs: 0 })
  })
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
