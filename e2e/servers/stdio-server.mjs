/**
 * A stdio server for tests. Flags, in any combination:
 *   --slow MS             answers `initialize` after a while
 *   --crash               exits with code 3 at once, with last words on stderr
 *   --crash-after MS      exits with code 4 so long after its start (flapping)
 *   --exit-on-probe       leaves at a request before `initialize`, as some old SDKs do
 *   --silent              never answers anything
 *   --rubbish             prints lines on stdout that are no messages
 *   --modern              speaks the new era only (the SDK's own server)
 *   --tools N             has N further tools
 *   --schema KIND         invalid | huge
 *   --asking              has tools that ask the person in the middle of a call, and completes a prompt's argument
 *   --grandchildren       starts a process that ignores SIGTERM, and one that leaves the process group
 *   --ignore-sigterm      ignores SIGTERM, and the end of its stdin
 *   --touch FILE          appends a line to FILE at its start
 *   --describe-from FILE  `echo` describes itself with the text of FILE
 *   --resources FILE      has the resources of FILE, a JSON object of texts by URI, and tells when one was touched
 *   --ttl MS              how long it says that what was read holds
 *   --mute                does not tell when resources change
 *   --journal FILE        a line in FILE for each call of echo and count that was carried out
 */
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { note } from './journal.mjs'
import { createCore } from './legacy-core.mjs'

const flags = process.argv.slice(2)
const has = (name) => flags.includes(`--${name}`)
const valueOf = (name) => (has(name) ? flags[flags.indexOf(`--${name}`) + 1] : undefined)

if (has('touch')) appendFileSync(valueOf('touch'), `${process.pid}\n`)
if (has('crash')) {
  process.stderr.write('Missing configuration: HARBOUR_KEY\n')
  process.exit(3)
}
if (has('crash-after')) setTimeout(() => process.exit(4), Number(valueOf('crash-after')))
if (has('grandchildren')) {
  const sleeper = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"
  spawn(process.execPath, ['-e', sleeper], { stdio: 'inherit' })
  spawn(process.execPath, ['-e', sleeper], { stdio: 'ignore', detached: true }).unref()
}
if (has('ignore-sigterm')) {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 1_000)
}
if (has('rubbish')) process.stdout.write('Welcome to the server!\n{"half": \n')

if (has('silent')) setInterval(() => {}, 1_000)
else if (has('modern')) await serveModern()
else serveLegacy()

function serveLegacy() {
  const write = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
  const core = createCore(
    {
      tools: Number(valueOf('tools') ?? 0),
      schema: valueOf('schema'),
      describeFrom: valueOf('describe-from'),
      asking: has('asking'),
    },
    write,
  )
  let initialized = false
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const message = JSON.parse(line)
    if (message.method === 'initialize') {
      initialized = true
      if (has('slow')) await new Promise((resolve) => setTimeout(resolve, Number(valueOf('slow'))))
    } else if (!initialized && has('exit-on-probe')) process.exit(5)
    const answer = await core(message)
    if (has('rubbish')) process.stdout.write('another line of chatter\n')
    if (answer) write(answer)
  })
}

async function serveModern() {
  const { McpServer, fromJsonSchema } = await import('@modelcontextprotocol/server')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  serveStdio(
    () => {
      const server = new McpServer({ name: 'modern-stdio-server', version: '2.0.0' })
      server.registerTool(
        'echo',
        {
          description: 'Gives back its text',
          inputSchema: fromJsonSchema({ type: 'object', properties: { text: { type: 'string' } } }),
          annotations: { readOnlyHint: true },
        },
        async ({ text }) => {
          note(text)
          return { content: [{ type: 'text', text: String(text) }] }
        },
      )
      server.registerTool(
        'count',
        { inputSchema: fromJsonSchema({ type: 'object', properties: { id: { type: 'string' } } }) },
        async ({ id }) => {
          note(id)
          return { content: [{ type: 'text', text: 'counted' }] }
        },
      )
      server.registerTool(
        'meta',
        { inputSchema: fromJsonSchema({ type: 'object' }) },
        async (_, context) => ({
          content: [{ type: 'text', text: JSON.stringify(context.mcpReq._meta ?? {}) }],
        }),
      )
      return server
    },
    { legacy: 'reject' },
  )
}
