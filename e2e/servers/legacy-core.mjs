/**
 * A small old-era MCP server without an SDK, so that it starts fast and can misbehave in any way a test needs.
 * One core serves one session; the transports stand in stdio-server.mjs and http-server.mjs.
 */
import { readFileSync } from 'node:fs'
import { note } from './journal.mjs'
import { hasResources, isMute, proposals, resourceTexts, TEMPLATE, ttlMs } from './resource-file.mjs'

const VERSION = '2025-11-25'

const tool = (name, description, properties = {}, annotations = {}) => ({
  name,
  description,
  inputSchema: { type: 'object', properties },
  annotations,
})

const TOOLS = [
  tool('echo', 'Gives back its text', { text: { type: 'string' } }, { readOnlyHint: true }),
  tool('add', 'Adds two numbers', { a: { type: 'number' }, b: { type: 'number' } }, { readOnlyHint: true }),
  tool('count', 'Counts how often it was called; not safe to repeat'),
  tool('sleep', 'Answers after a while', { ms: { type: 'number' } }, { readOnlyHint: true }),
  tool('sleep_unsafe', 'Answers after a while; not safe to repeat', { ms: { type: 'number' } }),
  tool('fail', 'Runs, and says that it failed'),
  tool('refuse', 'Answers with a protocol error'),
  tool('big', 'Gives a text of so many bytes', { bytes: { type: 'number' } }),
  tool('progress', 'Tells of its progress', { steps: { type: 'number' }, ms: { type: 'number' } }),
  tool('pid', 'The id of the process, and of its session', {}, { readOnlyHint: true }),
  tool('env', 'The names of its environment variables', {}, { readOnlyHint: true }),
  tool('crash', 'Ends the process without an answer'),
  tool(
    'crash_safe',
    'Ends the process without an answer, but says it is safe to repeat',
    {},
    { idempotentHint: true },
  ),
  tool('grow', 'Adds a tool and tells of it'),
  tool('ask', 'Asks the client for a name and greets it', {}, { readOnlyHint: true }),
  tool('sample', 'Asks the client for a completion', {}, { readOnlyHint: true }),
  tool('roots', 'Asks the client for its roots', {}, { readOnlyHint: true }),
  tool('client', 'What the client says that it can do', {}, { readOnlyHint: true }),
  tool('chatter', 'Sends so many warnings at once', { count: { type: 'number' } }),
  tool('log', 'Sends a log message and writes to stderr', { text: { type: 'string' } }),
]

/** With `asking`: what else a server may want in the middle of a call, and a tool that asks before it runs. */
const ASKING = [
  tool('delete_file', 'Deletes a file', { path: { type: 'string' } }, { destructiveHint: true }),
  tool('survey', 'Asks the person a form with all kinds of fields', {}, { readOnlyHint: true }),
  tool('visit', 'Asks the person to visit a page', {}, { readOnlyHint: true }),
  tool(
    'steps',
    'Tells of its progress',
    { steps: { type: 'number' }, ms: { type: 'number' } },
    { readOnlyHint: true },
  ),
]

const SURVEY = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Your name', minLength: 2 },
    mail: { type: 'string', title: 'E-mail', format: 'email' },
    age: { type: 'integer', title: 'Age', minimum: 0, maximum: 150 },
    news: { type: 'boolean', title: 'Send news', default: true },
    size: { type: 'string', title: 'Size', enum: ['s', 'm'], enumNames: ['Small', 'Medium'], default: 'm' },
    days: { type: 'array', title: 'Days', items: { type: 'string', enum: ['Monday', 'Tuesday'] } },
  },
  required: ['name'],
}

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] })

/**
 * options: { name, asking: has the tools that ask, describeFrom: a file with the description of `echo` now, tools: number of further tools, schema: 'invalid' | 'huge', pageSize, session }.
 * `send(message)` carries messages to the client outside an answer.
 */
export function createCore(options, send) {
  const extra = Array.from({ length: options.tools ?? 0 }, (_, i) =>
    tool(`tool_${String(i).padStart(4, '0')}`, `Tool number ${i}`, { value: { type: 'string' } }),
  )
  const tools = [...TOOLS, ...(options.asking ? ASKING : []), ...flawed(options.schema), ...extra]
  const cancelled = new Set()
  let count = 0
  let clientCapabilities = {}
  const asked = new Map()
  const subscribed = new Set()

  /** A request of the server to its client, on the stream of the call that it is about. */
  const ask = (method, params, related) =>
    new Promise((resolve) => {
      const id = `ask-${asked.size + 1}`
      asked.set(id, resolve)
      send({ jsonrpc: '2.0', id, method, params }, related)
    })

  const call = async (id, { name, arguments: args = {}, _meta }) => {
    switch (name) {
      case 'echo':
        note(args.text)
        return text(args.text)
      case 'add':
        return { ...text(args.a + args.b), structuredContent: { sum: args.a + args.b } }
      case 'count':
        count += 1
        note(args.id)
        return text(count)
      case 'sleep':
      case 'sleep_unsafe':
        await new Promise((resolve) => setTimeout(resolve, args.ms))
        return text(cancelled.has(id) ? 'cancelled' : 'slept')
      case 'fail':
        return { ...text('It did not work'), isError: true }
      case 'refuse':
        throw Object.assign(new Error('No such thing'), { code: -32602 })
      case 'big':
        return text('x'.repeat(args.bytes))
      case 'steps':
      case 'progress':
        for (let step = 1; step <= args.steps; step++) {
          await new Promise((resolve) => setTimeout(resolve, args.ms))
          const params = {
            progressToken: _meta?.progressToken,
            progress: step,
            total: args.steps,
            message: `step ${step}`,
          }
          if (params.progressToken !== undefined)
            send({ jsonrpc: '2.0', method: 'notifications/progress', params }, id)
        }
        return text('done')
      // Not listed, like the two after it.
      case 'touch':
        for (let i = 0; i < (args.times ?? 1); i++)
          if (subscribed.has(args.uri))
            send({
              jsonrpc: '2.0',
              method: 'notifications/resources/updated',
              params: { uri: args.part ?? args.uri },
            })
        return text('touched')
      case 'relist':
        send({ jsonrpc: '2.0', method: 'notifications/resources/list_changed' })
        return text('told')
      case 'meta':
        return text(JSON.stringify(_meta ?? {}))
      case 'pid':
        return text(`${process.pid} ${options.session ?? ''}`.trim())
      case 'env':
        return text(Object.keys(process.env).sort().join(','))
      case 'crash':
      case 'crash_safe':
        process.exit(7)
        break
      case 'grow':
        tools.push(tool(`grown_${tools.length}`, 'A new tool'))
        send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })
        return text('grown')
      case 'ask': {
        const requestedSchema = {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
        }
        const answer = await ask('elicitation/create', { message: 'Who are you?', requestedSchema }, id)
        const { action, content } = answer.result ?? {}
        return text(action === 'accept' ? `Hello ${content.name}` : (action ?? `error ${answer.error.code}`))
      }
      case 'delete_file':
        note(args.path)
        return text(`deleted ${args.path}`)
      case 'survey': {
        const params = { message: 'Tell us about you.', requestedSchema: SURVEY }
        const { result } = await ask('elicitation/create', params, id)
        return text(`${result.action} ${JSON.stringify(result.content ?? {})}`)
      }
      case 'visit': {
        const params = {
          ...{ mode: 'url', elicitationId: 'visit-1', message: 'Sign the contract first.' },
          url: 'https://contracts.example.org/sign?contract=42',
        }
        const { result } = await ask('elicitation/create', params, id)
        return text(result.action)
      }
      case 'sample': {
        const messages = [{ role: 'user', content: { type: 'text', text: 'Say yes' } }]
        const answer = await ask('sampling/createMessage', { messages, maxTokens: 5 }, id)
        return text(answer.result?.content?.text ?? `error ${answer.error.code}: ${answer.error.message}`)
      }
      case 'roots': {
        const answer = await ask('roots/list', {}, id)
        return text(answer.result ? JSON.stringify(answer.result.roots) : `error ${answer.error.code}`)
      }
      case 'client':
        return text(JSON.stringify(clientCapabilities))
      case 'chatter':
        for (let i = 0; i < args.count; i++) {
          const params = { level: 'warning', data: `chatter ${i}` }
          send({ jsonrpc: '2.0', method: 'notifications/message', params }, id)
        }
        return text('said')
      case 'log':
        process.stderr.write(`${args.text}\n`)
        send({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: args.text } })
        return text('logged')
      default:
        if (tools.some((known) => known.name === name)) return text(name)
        throw Object.assign(new Error(`Unknown tool ${name}`), { code: -32602 })
    }
  }

  const answer = async ({ id, method, params = {} }) => {
    switch (method) {
      case 'initialize':
        clientCapabilities = params.capabilities ?? {}
        return {
          protocolVersion: VERSION,
          capabilities: {
            ...{ tools: { listChanged: true }, prompts: {}, logging: {} },
            resources: hasResources && !isMute ? { subscribe: true, listChanged: true } : {},
            ...((options.asking || hasResources) && { completions: {} }),
          },
          serverInfo: { name: options.name ?? 'legacy-test-server', version: '1.0.0' },
          instructions: 'For tests.',
        }
      case 'ping':
        return {}
      case 'tools/list':
        if (options.describeFrom) tools[0].description = readFileSync(options.describeFrom, 'utf8')
        return page(tools, params.cursor, options.pageSize ?? 500)
      case 'tools/call':
        return call(id, params)
      case 'resources/list':
        if (hasResources)
          return { resources: Object.keys(resourceTexts()).map((uri) => ({ uri, name: uri })) }
        return { resources: [{ uri: 'test://one', name: 'one', mimeType: 'text/plain' }] }
      case 'resources/templates/list':
        if (!hasResources) throw Object.assign(new Error(`Method not found: ${method}`), { code: -32601 })
        return { resourceTemplates: [TEMPLATE] }
      case 'resources/subscribe':
        note(`subscribe ${params.uri}`)
        if (params.uri.startsWith('quiet:')) throw Object.assign(new Error('Not that one'), { code: -32602 })
        subscribed.add(params.uri)
        return {}
      case 'resources/unsubscribe':
        note(`unsubscribe ${params.uri}`)
        subscribed.delete(params.uri)
        return {}
      case 'resources/read':
        if (hasResources) return readFrom(params.uri)
        return { contents: [{ uri: params.uri, mimeType: 'text/plain', text: 'The one resource.' }] }
      case 'prompts/list':
        return { prompts: [{ name: 'greet', arguments: [{ name: 'who', required: true }] }] }
      case 'prompts/get':
        return {
          messages: [{ role: 'user', content: { type: 'text', text: `Greet ${params.arguments?.who}` } }],
        }
      case 'completion/complete': {
        if (params.ref.type === 'ref/resource')
          return { completion: { values: proposals(params.argument.name, params.argument.value) } }
        const known = ['Ada', 'Alan', 'Grace'].filter((name) => name.startsWith(params.argument.value))
        return { completion: { values: known, hasMore: false } }
      }
      default:
        throw Object.assign(new Error(`Method not found: ${method}`), { code: -32601 })
    }
  }

  /** Answers a request with a response, and anything else with undefined. */
  return async (message) => {
    if (message.method === 'notifications/cancelled') cancelled.add(message.params.requestId)
    if (message.method === undefined) asked.get(message.id)?.(message)
    if (message.id === undefined || message.method === undefined) return undefined
    try {
      return { jsonrpc: '2.0', id: message.id, result: await answer(message) }
    } catch (error) {
      return { jsonrpc: '2.0', id: message.id, error: { code: error.code ?? -32603, message: error.message } }
    }
  }
}

function readFrom(uri) {
  note(`read ${uri}`)
  const text = resourceTexts()[uri]
  if (text === undefined) throw Object.assign(new Error('Resource not found'), { code: -32002 })
  return { contents: [{ uri, mimeType: 'text/markdown', text }], ...(ttlMs !== undefined && { ttlMs }) }
}

function page(tools, cursor, size) {
  const start = Number(cursor ?? 0)
  const end = start + size
  return { tools: tools.slice(start, end), ...(end < tools.length && { nextCursor: String(end) }) }
}

function flawed(kind) {
  if (kind === 'invalid') {
    return [
      { name: 'no_schema', description: 'Has no input schema' },
      { name: 'string_schema', inputSchema: 'not a schema' },
      { name: 'wrong_type', inputSchema: { type: 'objekt', properties: { a: { type: 'strnig' } } } },
      {
        name: 'bad_pattern',
        inputSchema: { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
      },
      {
        name: 'network_ref',
        inputSchema: { type: 'object', properties: { a: { $ref: 'http://127.0.0.1:1/x.json' } } },
      },
      { name: 'bad_output', inputSchema: { type: 'object' }, outputSchema: { type: 'nonsense' } },
      { description: 'Has no name' },
    ]
  }
  if (kind === 'huge') {
    const properties = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [
        `field_${i}`,
        { type: 'string', description: 'd'.repeat(500) },
      ]),
    )
    return [
      { name: 'huge_schema', description: 'Its schema is 1 MB', inputSchema: { type: 'object', properties } },
    ]
  }
  return []
}
