import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, encode } from 'dns-packet'
import { answerTo, type Asked, type Behaviour, DnsServer } from '@/e2e/servers/dns-server'
import { Resolver } from './resolver'
import { parseServerAddress } from './server-address'

const servers: DnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

async function serve(behaviour: Behaviour, options?: { tcp?: boolean }): Promise<DnsServer> {
  const server = await DnsServer.start(behaviour, options)
  servers.push(server)
  return server
}

const NAME = '_mcp._tcp.harbour.test'

function srv(target: string, { name = NAME, ttl = 60 } = {}): Answer {
  return { type: 'SRV', class: 'IN', name, ttl, data: { target, port: 80, priority: 1, weight: 1 } }
}

function alias(name: string, data: string, ttl = 60): Answer {
  return { type: 'CNAME', class: 'IN', name, ttl, data }
}

const right = (asked: Asked, target = 'right.test') => answerTo(asked, { answers: [srv(target)] })

function lookUp(among: DnsServer[], timeoutMs = 5_000) {
  const resolver = new Resolver({
    servers: among.map(({ address }) => parseServerAddress(address)!),
    timeoutMs,
  })
  return resolver.lookUp({ name: NAME, type: 'SRV' }, AbortSignal.timeout(10_000))
}

const found = (target: string, ttlSeconds = 60) => ({
  kind: 'found',
  ttlSeconds,
  records: [{ data: { target } }],
})

describe('an answer', () => {
  it('counts only if it is to the question that was asked', async () => {
    const forged = srv('forged.test')
    const server = await serve((asked) => [
      answerTo(asked, { id: ((asked.packet.id ?? 0) + 1) % 65_536, answers: [forged] }),
      answerTo(asked, { questions: [{ name: 'other.test', type: 'SRV' }], answers: [forged] }),
      answerTo(asked, { questions: [{ name: NAME, type: 'TXT' }], answers: [forged] }),
      answerTo(asked, { questions: [{ name: NAME, type: 'SRV', class: 'CH' }], answers: [forged] }),
      answerTo(asked, { questions: [], answers: [forged] }),
      Buffer.from('no DNS at all'),
      Buffer.alloc(0),
      right(asked),
    ])
    expect(await lookUp([server])).toMatchObject(found('right.test'))
    expect(server.asked).toHaveLength(1)
  })

  it('may repeat the question in other letters', async () => {
    const server = await serve((asked) =>
      answerTo(asked, {
        questions: [{ name: NAME.toUpperCase(), type: 'SRV' }],
        answers: [srv('right.test', { name: '_MCP._tcp.Harbour.TEST' })],
      }),
    )
    expect(await lookUp([server])).toMatchObject(found('right.test'))
  })

  it('counts only for its own name: what else is in it is left out', async () => {
    const server = await serve((asked) =>
      answerTo(asked, {
        answers: [srv('slipped-in.test', { name: '_mcp._tcp.bank.test' }), srv('right.test')],
      }),
    )
    expect(await lookUp([server])).toMatchObject(found('right.test'))
  })

  it('that can’t be read is no answer', async () => {
    const server = await serve((asked) => {
      const whole = right(asked)
      return whole.subarray(0, whole.length - 4)
    })
    await expect(lookUp([server])).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('answered something that is no DNS answer') as unknown,
    })
  })

  it('is asked for from another port each time, under another id', async () => {
    const server = await serve(right)
    for (let look = 0; look < 8; look++) await lookUp([server])
    expect(new Set(server.asked.map(({ from }) => from)).size).toBeGreaterThan(4)
    expect(new Set(server.asked.map(({ packet }) => packet.id)).size).toBeGreaterThan(4)
  })

  it('that was lost on the way is asked for once more', async () => {
    let times = 0
    const server = await serve((asked) => (++times === 1 ? undefined : right(asked)))
    expect(await lookUp([server], 500)).toMatchObject(found('right.test'))
    expect(times).toBeGreaterThan(1)
  })

  it('that was truncated is asked for over TCP, also where it was cut in the middle of a record', async () => {
    const server = await serve((asked) => {
      if (asked.via === 'tcp') return right(asked)
      const whole = answerTo(asked, { answers: [srv('cut.test')], flags: 0x0200 })
      return whole.subarray(0, whole.length - 4)
    })
    expect(await lookUp([server])).toMatchObject(found('right.test'))
    expect(server.asked.map(({ via }) => via)).toEqual(['udp', 'tcp'])
  })

  it('that is truncated and can’t be had over TCP is not known', async () => {
    const cut: Behaviour = (asked) =>
      asked.via === 'udp' ? answerTo(asked, { answers: [srv('half.test')], flags: 0x0200 }) : undefined
    for (const server of [await serve(cut), await serve(cut, { tcp: false })]) {
      await expect(lookUp([server])).rejects.toMatchObject({ code: 'unreachable' })
    }
  })

  it('that stays truncated over TCP, or is to another question there, is not known', async () => {
    const stubborn = await serve((asked) => answerTo(asked, { answers: [srv('x.test')], flags: 0x0200 }))
    await expect(lookUp([stubborn])).rejects.toMatchObject({ code: 'unreachable' })
    const other = await serve((asked) =>
      asked.via === 'udp'
        ? answerTo(asked, { flags: 0x0200 })
        : answerTo(asked, { id: ((asked.packet.id ?? 0) + 1) % 65_536, answers: [srv('forged.test')] }),
    )
    await expect(lookUp([other])).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('is had without EDNS from a server that does not know it', async () => {
    const server = await serve((asked) =>
      asked.edns ? answerTo(asked, { code: 'FORMERR', questions: [] }) : right(asked),
    )
    expect(await lookUp([server])).toMatchObject(found('right.test'))
    expect(server.asked.map(({ edns }) => edns)).toEqual([true, false])
  })
})

describe('a server that does not tell', () => {
  it.each(['SERVFAIL', 'REFUSED'] as const)('by %s leaves it to the next', async (code) => {
    const first = await serve((asked) => answerTo(asked, { code }))
    const second = await serve(right)
    expect(await lookUp([first, second])).toMatchObject(found('right.test'))
    await expect(lookUp([first])).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`${first.address} answered ${code}`) as unknown,
    })
  })

  it('by silence is asked last from then on', async () => {
    const silent = await serve(() => undefined)
    const second = await serve(right)
    const resolver = new Resolver({
      servers: [silent, second].map(({ address }) => parseServerAddress(address)!),
      timeoutMs: 1_000,
    })
    const signal = AbortSignal.timeout(10_000)
    await resolver.lookUp({ name: NAME, type: 'SRV' }, signal)
    await resolver.lookUp({ name: NAME, type: 'SRV' }, signal)
    expect(silent.asked).toHaveLength(1)
    expect(second.asked).toHaveLength(2)
    await expect(lookUp([silent], 50)).rejects.toMatchObject({
      message: expect.stringContaining('did not answer within 0.1 s') as unknown,
    })
  })

  it('does not hold up a caller who stops waiting', async () => {
    const silent = await serve(() => undefined)
    const stop = new AbortController()
    const resolver = new Resolver({ servers: [parseServerAddress(silent.address)!], timeoutMs: 60_000 })
    const looking = resolver.lookUp({ name: NAME, type: 'SRV' }, stop.signal)
    await expect.poll(() => silent.asked.length).toBe(1)
    stop.abort(new Error('enough'))
    await expect(looking).rejects.toThrow('enough')
  })
})

describe('nothing', () => {
  const soa: Answer = {
    type: 'SOA',
    class: 'IN',
    name: 'harbour.test',
    ttl: 900,
    data: { mname: 'ns.test', rname: 'h.test', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 120 },
  }

  it('is told apart: no such name, or none of this type', async () => {
    const unknown = await serve((asked) => answerTo(asked, { code: 'NXDOMAIN', authorities: [soa] }))
    expect(await lookUp([unknown])).toEqual({ kind: 'none', reason: 'no-name', ttlSeconds: 120 })
    const other = await serve((asked) => answerTo(asked))
    expect(await lookUp([other])).toEqual({ kind: 'none', reason: 'no-data', ttlSeconds: 0 })
  })

  it('is no answer of a server that only refuses EDNS', async () => {
    const opt: Answer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 512,
      extendedRcode: 1,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    }
    const server = await serve((asked) => {
      if (!asked.edns) return right(asked)
      const { packet } = asked
      return encode({
        type: 'response',
        id: packet.id ?? 0,
        questions: packet.questions ?? [],
        additionals: [opt],
      })
    })
    expect(await lookUp([server])).toMatchObject(found('right.test'))
  })
})

describe('aliases', () => {
  it('are followed also where the answer ends with one; the shortest of their lives counts', async () => {
    const server = await serve((asked) =>
      asked.name === NAME
        ? answerTo(asked, { answers: [alias(NAME, 'a.test', 30), alias('a.test', 'B.test', 7)] })
        : answerTo(asked, { answers: [srv('right.test', { name: asked.name, ttl: 90 })] }),
    )
    expect(await lookUp([server])).toMatchObject(found('right.test', 7))
    expect(server.asked.map(({ name }) => name)).toEqual([NAME, 'b.test'])
  })

  it('of a name that is not there lead to nothing', async () => {
    const server = await serve((asked) =>
      answerTo(asked, { code: 'NXDOMAIN', answers: [alias(NAME, 'gone.test', 30)] }),
    )
    expect(await lookUp([server])).toMatchObject({ kind: 'none', reason: 'no-name' })
  })

  it('in a circle are told, in one answer and over several', async () => {
    const inOne = await serve((asked) =>
      answerTo(asked, { answers: [alias(NAME, 'a.test'), alias('a.test', NAME)] }),
    )
    await expect(lookUp([inOne])).rejects.toMatchObject({ code: 'protocol-error' })
    const inSeveral = await serve((asked) =>
      answerTo(asked, { answers: [alias(asked.name, asked.name === NAME ? 'a.test' : NAME)] }),
    )
    await expect(lookUp([inSeveral])).rejects.toThrow('lead in a circle')
  })

  it('that never end are left', async () => {
    let count = 0
    const server = await serve((asked) =>
      answerTo(asked, { answers: [alias(asked.name, `n${++count}.test`)] }),
    )
    await expect(lookUp([server])).rejects.toThrow('more than 16 times')
    expect(count).toBeLessThan(20)
  })
})
