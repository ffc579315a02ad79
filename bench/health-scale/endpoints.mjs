/**
 * Ten thousand MCP endpoints in one process: one port, on as many loopback addresses as there are servers. Two in three
 * speak 2026-07-28, one in three the old era with sessions. Told over IPC which of them are gone, it cuts their
 * connections; the others answer after a few milliseconds, as a near network would.
 */
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

const MODERN = '2026-07-28'
let gone = { from: 0, to: 0 }
let hung = { from: 0, to: 0 }
const sessions = new Set()
const asked = { total: 0 }

/** 127.1.39.16 -> the number of the server. */
function numberOf(address = '') {
  const [, high = 0, middle = 0, low = 0] = address.replace('::ffff:', '').split('.').map(Number)
  return (high - 1) * 65_536 + middle * 256 + low
}

const isIn = (number, { from, to }) => number >= from && number < to

const server = createServer((request, response) => {
  void answer(request, response).catch(() => response.destroy())
})
server.on('connection', (socket) => {
  if (isIn(numberOf(socket.localAddress), gone)) socket.resetAndDestroy()
})
server.listen(0, '0.0.0.0', 16_384, () => process.send({ port: server.address().port }))

process.on('message', (message) => {
  gone = message.gone ?? gone
  hung = message.hung ?? hung
  if (message.gone) server.closeIdleConnections()
  process.send({ asked: asked.total })
})

async function answer(request, response) {
  const number = numberOf(request.socket.localAddress)
  if (isIn(number, gone)) return request.socket.resetAndDestroy()
  if (isIn(number, hung)) return
  asked.total += 1
  await delay(2 + Math.random() * 6)
  if (request.method === 'DELETE') {
    sessions.delete(request.headers['mcp-session-id'])
    return response.writeHead(200).end()
  }
  const isModern = number % 3 !== 0
  const { id, method } = await bodyOf(request)
  if (isModern && method === 'server/discover') {
    const capabilities = { tools: { listChanged: true } }
    return send(response, id, {
      supportedVersions: [MODERN],
      capabilities,
      ttlMs: 60_000,
      cacheScope: 'public',
    })
  }
  if (!isModern && method === 'initialize') {
    const session = `${number}-${asked.total}`
    sessions.add(session)
    const serverInfo = { name: 'far-side', version: '1.0.0' }
    const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo }
    return send(response, id, result, { 'mcp-session-id': session })
  }
  const error = { code: -32601, message: 'Method not found' }
  response.writeHead(isModern ? 404 : 400, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error }))
}

function send(response, id, result, headers = {}) {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
}

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}
