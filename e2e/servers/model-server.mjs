// A small server that speaks enough of the OpenAI API (chat completions, streamed; embeddings) for browser tests: it answers by
// rules, so that a test knows what will come. Run: node e2e/servers/model-server.mjs [port]; prints its address.
import { createServer } from 'node:http'
import process from 'node:process'
import { answerVectors } from './vector-answers.mjs'

/**
 * The rules, by the words of the last question:
 *   "call <tool> with <json>"   calls that tool (its name may be the last part of the offered name); more calls, each
 *                               beginning with "call", go into the same round; "then call" into the next one
 *   "slowly"                    a long answer, a word every 100 ms
 *   "endlessly"                 the same, for as long as any test needs to stop it
 *   "markdown"                  a table, a link, an image from elsewhere, raw HTML and a script
 *   "fail"                      HTTP 401 with the key repeated in the error, as providers do
 *   "break"                     the connection breaks in the middle of the answer
 *   "cite"                      the first sentence of each passage that it was given, cited; marks come in pieces
 *   "miscite"                   something else, cited to the first passage, and to one that there is not
 *   "rubbish"                   a stream that is no JSON
 *   "forever"                   the same words without end
 *   "busy"                      HTTP 429 with Retry-After the first time that it is asked this, then an answer
 *   "circles with <tool>"       calls that tool with the same arguments as long as it may
 *   anything else               repeats the question
 * A title is asked for without a stream; it is the question itself.
 * After its rounds of calls it repeats what the tools answered.
 */
const { port, host } = { port: Number(process.argv[2] ?? 0), host: '127.0.0.1' }
const WORD_MS = 100

/** What was asked of the model, newest last, for a test to read at GET /requests. */
const requests = []
/** Questions that were turned away once. */
const turnedAway = new Set()

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    if (!response.headersSent) response.writeHead(500)
    response.end(String(error))
  })
})

async function handle(request, response) {
  const path = new URL(request.url ?? '/', 'http://x').pathname
  if (request.method === 'GET' && path === '/requests') return json(response, 200, requests)
  // As Ollama lists its models, so that OLLAMA_HOST can point here.
  if (request.method === 'GET' && path === '/api/tags')
    return json(response, 200, {
      models: [{ name: 'scripted:1b' }, { name: 'hashed-embed:64', details: { family: 'bert' } }],
    })
  if (path.startsWith('/vectors/') || /\/(embeddings|rerank)$/.test(path))
    return vectors(request, response, path)
  if (request.method !== 'POST' || !path.endsWith('/chat/completions'))
    return json(response, 404, { error: { message: 'Not found' } })
  const body = JSON.parse(await text(request))
  requests.push(body)
  const question = lastQuestion(body.messages)
  if (/\bfail\b/.test(question)) {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '')
    return json(response, 401, { error: { message: `Incorrect API key provided: ${key}` } })
  }
  if (/\bbusy\b/.test(question) && body.stream && !turnedAway.has(question)) {
    turnedAway.add(question)
    response.setHeader('retry-after', '2')
    return json(response, 429, { error: { message: 'Too many requests, come back in 2 seconds' } })
  }
  if (!body.stream) {
    return json(response, 200, {
      id: 'one',
      object: 'chat.completion',
      created: 0,
      model: body.model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: titleOf(body) ?? 'ready' },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  await stream(response, body, question)
  response.end()
}

async function vectors(request, response, path) {
  const body = request.method === 'POST' ? JSON.parse(await text(request)) : {}
  const answer = await answerVectors(path, { body, authorization: request.headers.authorization })
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  return json(response, answer.status, answer.body)
}

async function stream(response, body, question) {
  const circles = /\bcircles with ([\w-]+)/.exec(question)
  if (circles && body.tool_choice !== 'none')
    return streamCalls(response, body, [{ tool: circles[1], input: '{"a":1,"b":2}' }])
  if (/\brubbish\b/.test(question))
    return void response.write('data: {"choices":[{"delta":\n\ndata: <html>502</html>\n\n')
  const calls = roundsOf(question)[answersSince(body.messages)]
  if (calls) return streamCalls(response, body, calls)
  for (const word of answerOf(body.messages, question)) {
    if (response.destroyed) return
    if (word === null) {
      // What was said before has to leave first.
      await pause(WORD_MS)
      return response.destroy()
    }
    send(response, body, { content: word })
    if (/\b(slowly|endlessly)\b/.test(question)) await pause(WORD_MS)
    if (/\bforever\b/.test(question)) await pause(1)
  }
  send(response, body, {}, 'stop')
  usage(response, body)
}

async function streamCalls(response, body, calls) {
  calls.forEach(({ tool, input }, index) => {
    const offered = (body.tools ?? []).map((one) => one.function.name)
    const name =
      offered.find((one) => one === tool) ?? offered.find((one) => one.endsWith(`__${tool}`)) ?? tool
    const id = `call_${requests.length}_${index}`
    send(response, body, { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
    // In pieces, as models write them.
    for (const piece of input.match(/.{1,12}/gs) ?? []) {
      send(response, body, { tool_calls: [{ index, function: { arguments: piece } }] })
    }
  })
  send(response, body, {}, 'tool_calls')
  usage(response, body)
}

function* answerOf(messages, question) {
  const results = resultsSince(messages)
  if (/\bcircles\b/.test(question)) {
    yield 'Round and round, and that is all I know.'
  } else if (/\bmiscite\b/.test(question)) {
    yield 'Purple elephants juggle quietly on Sundays [1'
    yield ']. Nobody else does [9].'
  } else if (/\bcite\b/.test(question)) {
    const passages = passagesOf(messages)
    if (passages.length === 0) yield 'I was given no passages.'
    for (const { number, text } of passages) {
      yield `- ${firstSentence(text)} [`
      yield String(number)
      yield ']\n'
    }
  } else if (/\bforever\b/.test(question)) {
    for (;;) yield 'and so on '
  } else if (results.length > 0) {
    yield 'The tools answered: '
    yield results.join(' | ').slice(0, 2_000)
  } else if (/\bmarkdown\b/.test(question)) {
    yield '# A heading\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n'
    yield 'A [link](https://example.com/page) and ![a picture](https://tracker.example/pixel.png).\n\n'
    yield '<script>window.wasHacked = true</script><b onclick="window.wasHacked = true">bold</b>\n\n'
    yield '[bad](javascript:window.wasHacked=true)\n\n```js\nconst answer = 42\n```\n'
  } else if (/\bbreak\b/.test(question)) {
    yield 'It begins well '
    yield null
  } else if (/\b(slowly|endlessly)\b/.test(question)) {
    for (let at = 1; at <= (/\bendlessly\b/.test(question) ? 10_000 : 200); at++) yield `word${at} `
  } else {
    yield 'You asked: '
    for (const word of question.split(/(?<=\s)/)) yield word
  }
}

/** A title, where one is asked for: the question itself, or nothing that is one where the question says "untitled". */
function titleOf({ messages }) {
  const question = /^Question: (.*)$/m.exec(lastQuestion(messages))?.[1]
  if (question === undefined) return undefined
  return /\buntitled\b/.test(question) ? '' : question.replace(/^call .*$/, 'Calls')
}

/** Rounds of calls that a question asks for. */
function roundsOf(question) {
  return question
    .split(/\bthen\s+(?=call\b)/)
    .map((round) =>
      [...round.matchAll(/\bcall\s+([\w.-]+)(?:\s+with\s+(\{[^}]*\}|\S+))?/g)].map(([, tool, input]) => ({
        tool,
        input: input ?? '{}',
      })),
    )
    .filter((calls) => calls.length > 0)
}

function lastQuestion(messages) {
  const { content } = messages.findLast(({ role }) => role === 'user') ?? { content: '' }
  // Passages of documents stand before the question; rules are read from what the person has asked.
  return plain(content).replace(/^=== Passages[\s\S]*=== End of the passages\. Key \w+ ===\s*/, '')
}

/** The passages that came with the last question. */
function passagesOf(messages) {
  const { content } = messages.findLast(({ role }) => role === 'user') ?? { content: '' }
  return plain(content)
    .split(/^--- (?=\[\d+\] )/m)
    .slice(1)
    .map((block) => ({
      number: Number(/^\[(\d+)\]/.exec(block)?.[1]),
      text: block.slice(block.indexOf('\n') + 1).replace(/=== End of the passages[\s\S]*/, ''),
    }))
}

function firstSentence(text) {
  const line = text.split('\n').find((one) => /[a-z]{3}.*\s/.test(one) && !one.startsWith('#')) ?? text
  return (/^.*?[a-z)`][.!?](?=\s|$)/.exec(line)?.[0] ?? line).trim().replace(/[.!?]$/, '')
}

function plain(content) {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}

function sinceQuestion(messages) {
  return messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1)
}

/** How many rounds of calls were made since the question. */
function answersSince(messages) {
  return sinceQuestion(messages).filter(({ role, tool_calls }) => role === 'assistant' && tool_calls).length
}

function resultsSince(messages) {
  return sinceQuestion(messages)
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
}

function send(response, { model }, delta, finish = null) {
  write(response, {
    id: 'one',
    object: 'chat.completion.chunk',
    created: 0,
    model,
    choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }],
  })
}

function usage(response, { model }) {
  write(response, {
    id: 'one',
    object: 'chat.completion.chunk',
    created: 0,
    model,
    choices: [],
    usage: { prompt_tokens: 50, completion_tokens: 20, total_tokens: 70 },
  })
  response.write('data: [DONE]\n\n')
}

function write(response, chunk) {
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

async function text(request) {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

server.listen(port, host, () => console.log(`http://${host}:${server.address().port}`))
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.closeAllConnections()
    server.close()
  })
}
