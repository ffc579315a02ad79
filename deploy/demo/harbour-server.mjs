/**
 * The demo's own MCP server: a harbour office with a few useful tools, over Streamable HTTP on loopback, in the era of
 * revision 2026-07-28 (and, for older clients, the eras before it). PORT chooses the port.
 */
import { createServer } from 'node:http'
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  McpServer,
  originValidationResponse,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { convert, distanceNm, findPort, PORTS, UNITS, wordStatistics } from './harbour-office.mjs'

const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

/** The same value for a program, in `structuredContent`, and for a reader, as a sentence. */
const answer = (sentence, structuredContent) => ({
  content: [{ type: 'text', text: sentence }],
  structuredContent,
})
const failure = (sentence) => ({ content: [{ type: 'text', text: sentence }], isError: true })

function makeServer() {
  const server = new McpServer(
    { name: 'harbour', title: 'Harbour office', version: '1.0.0' },
    {
      instructions:
        'Time in any zone, units, distances between ports, and word counts. Every tool only reads.',
    },
  )
  registerTime(server)
  registerUnits(server)
  registerPorts(server)
  registerWords(server)
  return server
}

function registerTime(server) {
  server.registerTool(
    'current_time',
    {
      title: 'Current time',
      description: 'The date and time now in a time zone, with its offset from UTC.',
      inputSchema: z.object({
        zone: z
          .string()
          .default('UTC')
          .describe('IANA name of the zone, such as Europe/Lisbon or Asia/Tokyo'),
      }),
      outputSchema: z.object({ zone: z.string(), iso: z.string(), local: z.string(), offset: z.string() }),
      annotations: { ...READ_ONLY, idempotentHint: false },
    },
    ({ zone }) => {
      const now = new Date()
      try {
        const local = now.toLocaleString('en-GB', { timeZone: zone, dateStyle: 'full', timeStyle: 'medium' })
        const parts = new Intl.DateTimeFormat('en', {
          timeZone: zone,
          timeZoneName: 'longOffset',
        }).formatToParts(now)
        const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
        return answer(`${local} in ${zone} (${offset})`, { zone, iso: now.toISOString(), local, offset })
      } catch {
        return failure(`There is no time zone named "${zone}". Use an IANA name, such as Europe/Lisbon.`)
      }
    },
  )
}

function registerUnits(server) {
  server.registerTool(
    'convert_units',
    {
      title: 'Convert units',
      description: `Converts a value between units of one kind. ${describeUnits()}`,
      inputSchema: z.object({
        value: z.number().describe('The value to convert'),
        from: z.string().describe('Its unit, such as nm, kn, ft or C'),
        to: z.string().describe('The unit wanted, of the same kind'),
      }),
      outputSchema: z.object({ value: z.number(), unit: z.string(), kind: z.string() }),
      annotations: READ_ONLY,
    },
    ({ value, from, to }) => {
      const result = convert(value, from, to)
      if (typeof result === 'string') return failure(result)
      return answer(`${value} ${from} = ${result.value} ${result.unit}`, result)
    },
  )
}

function describeUnits() {
  return Object.entries(UNITS)
    .map(([kind, units]) => `${kind}: ${Object.keys(units).join(', ')}`)
    .join('; ')
}

function registerPorts(server) {
  server.registerTool(
    'find_ports',
    {
      title: 'Find ports',
      description: 'Ports of the harbour office by name, country or UN/LOCODE, with their positions.',
      inputSchema: z.object({
        query: z.string().default('').describe('Part of a name, country or code; all without'),
      }),
      outputSchema: z.object({
        ports: z.array(
          z.object({
            code: z.string(),
            name: z.string(),
            country: z.string(),
            lat: z.number(),
            lon: z.number(),
          }),
        ),
      }),
      annotations: READ_ONLY,
    },
    ({ query }) => {
      const words = query.toLowerCase()
      const ports = PORTS.filter(({ code, name, country }) =>
        `${code} ${name} ${country}`.toLowerCase().includes(words),
      )
      const lines = ports.map(({ code, name, country }) => `${code}  ${name}, ${country}`)
      return answer(lines.length > 0 ? lines.join('\n') : `No port matches "${query}".`, { ports })
    },
  )
  server.registerTool(
    'port_distance',
    {
      title: 'Distance between ports',
      description:
        'Great-circle distance between two ports in nautical miles, and how long it takes at a speed. Not a route: land is not gone around.',
      inputSchema: z.object({
        from: z.string().describe('Port of departure: name or UN/LOCODE, such as Lisbon or PTLIS'),
        to: z.string().describe('Port of arrival'),
        speed_kn: z.number().positive().max(100).default(14).describe('Speed in knots'),
      }),
      outputSchema: z.object({
        from: z.string(),
        to: z.string(),
        distance_nm: z.number(),
        distance_km: z.number(),
        hours: z.number(),
      }),
      annotations: READ_ONLY,
    },
    ({ from, to, speed_kn }) => {
      const [start, end] = [findPort(from), findPort(to)]
      const missing = !start ? from : !end ? to : undefined
      if (missing !== undefined)
        return failure(`The harbour office knows no port "${missing}". Look it up with find_ports.`)
      const nm = distanceNm(start, end)
      const distance = { distance_nm: round(nm), distance_km: round(nm * 1.852), hours: round(nm / speed_kn) }
      return answer(
        `${start.name} to ${end.name}: ${distance.distance_nm} nm (${distance.distance_km} km), ${distance.hours} h at ${speed_kn} kn.`,
        { from: start.name, to: end.name, ...distance },
      )
    },
  )
  server.registerResource(
    'ports',
    'harbour://ports',
    {
      title: 'Ports',
      description: 'Every port the office knows, with its position',
      mimeType: 'application/json',
    },
    (uri) => ({
      contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(PORTS, null, 2) }],
    }),
  )
  server.registerPrompt(
    'plan_voyage',
    {
      title: 'Plan a voyage',
      description: 'Asks for a short voyage plan between two ports',
      argsSchema: z.object({
        from: z.string().describe('Port of departure'),
        to: z.string().describe('Port of arrival'),
      }),
    },
    ({ from, to }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'text',
            text: `Plan a voyage from ${from} to ${to}: the distance, the time at 14 knots, and the local time at arrival if we leave now.`,
          },
        },
      ],
    }),
  )
}

function registerWords(server) {
  server.registerTool(
    'word_statistics',
    {
      title: 'Word statistics',
      description:
        'Counts characters, words, sentences and paragraphs of a text, its most frequent words and its reading time.',
      inputSchema: z.object({ text: z.string().max(1_000_000).describe('The text to count') }),
      outputSchema: z.object({
        characters: z.number(),
        words: z.number(),
        sentences: z.number(),
        paragraphs: z.number(),
        reading_minutes: z.number(),
        frequent: z.array(z.object({ word: z.string(), count: z.number() })),
      }),
      annotations: READ_ONLY,
    },
    ({ text }) => {
      const counted = wordStatistics(text)
      const frequent = counted.frequent.map(({ word, count }) => `${word} (${count})`).join(', ')
      return answer(
        `${counted.words} words in ${counted.sentences} sentences, ${counted.reading_minutes} min to read. Most frequent: ${frequent || 'none'}.`,
        counted,
      )
    },
  )
}

function round(value) {
  return Math.round(value * 10) / 10
}

const handler = createMcpHandler(makeServer)

async function serve(request, response) {
  const url = new URL(request.url, 'http://127.0.0.1')
  if (url.pathname !== '/mcp') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('The harbour office is at /mcp\n')
    return
  }
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const controller = new AbortController()
  response.on('close', () => controller.abort())
  const asked = new Request(url, {
    method: request.method,
    headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    signal: controller.signal,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  })
  const refused =
    hostHeaderValidationResponse(asked, localhostAllowedHostnames()) ??
    originValidationResponse(asked, localhostAllowedOrigins())
  const answered = refused ?? (await handler.fetch(asked))
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.flushHeaders()
  if (answered.body) for await (const chunk of answered.body) response.write(chunk)
  response.end()
}

const port = Number(process.env.PORT ?? 8093)
const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    if (!response.destroyed) console.error(error)
    response.destroy()
  })
})
server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${port} is in use; set PORT to another one.` : error.message,
  )
  process.exit(1)
})
server.listen(port, '127.0.0.1', () =>
  console.error(`The harbour office listens on http://127.0.0.1:${port}/mcp`),
)

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
    void handler.close().finally(() => process.exit(0))
  })
}
