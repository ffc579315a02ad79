/**
 * An HTTP server for tests; prints `listening <port>` when it is ready. Flags:
 *   --port N              0 is any
 *   --mode MODE           legacy (sessions, the default) | sse (HTTP+SSE only) | modern (createMcpHandler) |
 *                         401 | 403 | 404 | 500 | redirect | html | hang | reset | text
 *   --stream              legacy answers come as an event stream instead of JSON
 *   --forget-status N     what a request with an unknown session gets: 404 (the specification) or 400 (many servers)
 *   --token TEXT          asks for `Authorization: Bearer TEXT`
 *   --slow MS             answers after a while
 *   --journal FILE        a line in FILE for each call of echo and count that was carried out
 *   --tools N, --schema KIND, --resources FILE, --ttl MS, --mute   as of stdio-server.mjs
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { note } from './journal.mjs'
import { createCore } from './legacy-core.mjs'
import { hasResources, isMute, proposals, resourceTexts, TEMPLATE, ttlMs } from './resource-file.mjs'

const flags = process.argv.slice(2)
const has = (name) => flags.includes(`--${name}`)
const valueOf = (name) => (has(name) ? flags[flags.indexOf(`--${name}`) + 1] : undefined)
const mode = valueOf('mode') ?? 'legacy'
const options = { tools: Number(valueOf('tools') ?? 0), schema: valueOf('schema') }

const sessions = new Map()
const modern = mode === 'modern' ? await modernHandler() : undefined

const server = createServer((request, response) => {
  void handle(request, response).catch((error) => {
    process.stderr.write(`${error.stack}\n`)
    response.destroy()
  })
})
server.listen(Number(valueOf('port') ?? 0), '127.0.0.1', () => {
  process.stdout.write(`listening ${server.address().port}\n`)
})

async function handle(request, response) {
  const url = new URL(request.url, 'http://127.0.0.1')
  if (has('slow')) await new Promise((resolve) => setTimeout(resolve, Number(valueOf('slow'))))
  if (has('token') && request.headers.authorization !== `Bearer ${valueOf('token')}`)
    return refuse(response, 401)
  switch (mode) {
    case '401':
    case '403':
    case '404':
    case '500':
      return refuse(response, Number(mode))
    case 'redirect':
      response.writeHead(307, { location: 'http://example.invalid/mcp' }).end()
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
      return
    case 'text':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":')
      return
    case 'hang':
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'sse':
      return url.pathname === '/message' ? postToSse(request, response, url) : openSse(request, response)
    case 'modern':
      return serveModern(request, response, url)
    default:
      return serveLegacy(request, response)
  }
}

function refuse(response, status) {
  const headers = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(`status ${status}`)
}

async function serveLegacy(request, response) {
  const id = request.headers['mcp-session-id']
  if (request.method === 'GET') return openStream(sessions.get(id), response)
  if (request.method === 'DELETE') {
    sessions.delete(id)
    response.writeHead(200).end()
    return
  }
  const message = await bodyOf(request)
  if (message.method === 'initialize') {
    const session = newSession()
    sendAnswer(response, await session.core(message), { 'mcp-session-id': session.id })
    return
  }
  const session = sessions.get(id)
  if (!session) {
    const status = Number(valueOf('forget-status') ?? (id ? 404 : 400))
    const error = { code: -32000, message: 'Bad Request: No valid session ID provided' }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ jsonrpc: '2.0', error, id: null }))
    return
  }
  if (message.id === undefined) {
    await session.core(message)
    response.writeHead(202).end()
    return
  }
  if (has('stream')) {
    // The headers go out first, so that a crash in the middle of a call breaks a stream that is open.
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    session.streams.set(message.id, response)
    const answer = await session.core(message)
    session.streams.delete(message.id)
    response.end(`event: message\ndata: ${JSON.stringify(answer)}\n\n`)
    return
  }
  sendAnswer(response, await session.core(message))
}

function newSession() {
  const session = { id: randomUUID(), streams: new Map(), stream: undefined, core: undefined }
  session.core = createCore({ ...options, session: session.id }, (message, related) => {
    const target = session.streams.get(related) ?? session.stream
    target?.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`)
  })
  sessions.set(session.id, session)
  return session
}

function openStream(session, response) {
  if (!session) return refuse(response, 404)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  session.stream = response
}

function sendAnswer(response, answer, headers = {}) {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer))
}

function openSse(request, response) {
  if (request.method !== 'GET') return refuse(response, 405)
  const session = newSession()
  openStream(session, response)
  response.write(`event: endpoint\ndata: /message?sessionId=${session.id}\n\n`)
  request.on('close', () => sessions.delete(session.id))
}

async function postToSse(request, response, url) {
  const session = sessions.get(url.searchParams.get('sessionId'))
  if (!session) return refuse(response, 404)
  const message = await bodyOf(request)
  response.writeHead(202).end('Accepted')
  const answer = await session.core(message)
  if (answer) session.stream?.write(`event: message\ndata: ${JSON.stringify(answer)}\n\n`)
}

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

async function modernHandler() {
  const { createMcpHandler, McpServer, fromJsonSchema, inputRequired, ResourceTemplate } =
    await import('@modelcontextprotocol/server')
  const grown = []
  const handler = createMcpHandler(
    () => {
      const capabilities =
        hasResources && !isMute ? { resources: { subscribe: true, listChanged: true } } : {}
      const server = new McpServer({ name: 'modern-http-server', version: '2.0.0' }, { capabilities })
      const schema = (properties) => fromJsonSchema({ type: 'object', properties })
      const say = (text) => ({ content: [{ type: 'text', text: String(text) }] })
      const readOnly = { annotations: { readOnlyHint: true } }
      server.registerTool(
        'echo',
        { inputSchema: schema({ text: { type: 'string' } }), ...readOnly },
        ({ text }) => {
          note(text)
          return say(text)
        },
      )
      server.registerTool('count', { inputSchema: schema({ id: { type: 'string' } }) }, ({ id }) => {
        note(id)
        return say('counted')
      })
      server.registerTool('big', { inputSchema: schema({ bytes: { type: 'number' } }) }, ({ bytes }) =>
        say('x'.repeat(bytes)),
      )
      server.registerTool('sleep', { inputSchema: schema({ ms: { type: 'number' } }) }, async ({ ms }) => {
        await new Promise((resolve) => setTimeout(resolve, ms))
        return say('slept')
      })
      server.registerTool(
        'mismatched',
        { inputSchema: schema({}), outputSchema: fromJsonSchema({ type: 'object', required: ['a'] }) },
        () => ({ ...say('ran'), structuredContent: { a: 1 } }),
      )
      server.registerTool('ask', { inputSchema: schema({}), ...readOnly }, (_, ctx) => {
        const answer = ctx.mcpReq.inputResponses?.who
        if (answer) return say(answer.action === 'accept' ? `Hello ${answer.content.name}` : answer.action)
        const requestedSchema = {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
        }
        return inputRequired({
          inputRequests: { who: inputRequired.elicit({ message: 'Who are you?', requestedSchema }) },
          requestState: 'asked',
        })
      })
      server.registerTool('sample', { inputSchema: schema({}), ...readOnly }, () => {
        const messages = [{ role: 'user', content: { type: 'text', text: 'Say yes' } }]
        const asked = inputRequired.createMessage({ messages, maxTokens: 5 })
        return inputRequired({ inputRequests: { yes: asked } })
      })
      server.registerTool('grow', { inputSchema: schema({}) }, () => {
        grown.push(`grown_${grown.length}`)
        handler.notify.toolsChanged()
        return say('grown')
      })
      if (hasResources) {
        addResources(server, ResourceTemplate)
        server.registerTool('touch', { inputSchema: schema({ uri: { type: 'string' } }) }, ({ uri }) => {
          handler.notify.resourceUpdated(uri)
          return say('touched')
        })
      }
      for (const name of grown) server.registerTool(name, { inputSchema: schema({}) }, () => say(name))
      return server
    },
    { legacy: has('both-eras') ? 'stateless' : 'reject' },
  )
  return handler
}

function addResources(server, ResourceTemplate) {
  const hint = ttlMs === undefined ? {} : { cacheHint: { ttlMs, cacheScope: 'private' } }
  const read = (uri) => {
    note(`read ${uri}`)
    return { contents: [{ uri, mimeType: 'text/markdown', text: resourceTexts()[uri] }] }
  }
  for (const uri of Object.keys(resourceTexts()))
    server.registerResource(uri, uri, { ...hint }, () => read(uri))
  const complete = {
    place: (value) => proposals('place', value),
    day: (value) => proposals('day', value),
  }
  const template = new ResourceTemplate(TEMPLATE.uriTemplate, { list: undefined, complete })
  server.registerResource(TEMPLATE.name, template, { title: TEMPLATE.title }, (uri) => read(uri.href))
}

async function serveModern(request, response, url) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const controller = new AbortController()
  response.on('close', () => controller.abort())
  const answer = await modern.fetch(
    new Request(url.href, {
      method: request.method,
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      signal: controller.signal,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    }),
  )
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (!answer.body) {
    response.end()
    return
  }
  response.flushHeaders()
  for await (const chunk of answer.body) response.write(chunk)
  response.end()
}
