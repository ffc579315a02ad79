// Takes Portolan's webhooks: checks who sent them, and prints each event once.
//   WEBHOOK_SECRET=whsec_… PORT=8090 node docs/guides/examples/receive-webhook.ts
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

const secret = process.env['WEBHOOK_SECRET'] ?? ''
const MAX_AGE_SECONDS = 300
/** Ids of deliveries; a real receiver keeps them where they outlive a restart. */
const seen = new Set<string>()

createServer((request, response) => void receive(request, response)).listen(
  Number(process.env['PORT'] ?? 8090),
  '127.0.0.1',
  () => console.log('listening'),
)

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  if (!isFromPortolan(body, String(request.headers['portolan-signature']))) {
    response.writeHead(401).end('The signature does not fit')
    return
  }
  // The same delivery comes again when our answer to it was lost.
  const { id, text } = JSON.parse(body) as { id: string; text: string }
  if (!seen.has(id)) console.log(text)
  seen.add(id)
  response.writeHead(204).end()
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time, a dot, and the body as it came. */
function isFromPortolan(body: string, header: string): boolean {
  const [, seconds = '', digest = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (Math.abs(Date.now() / 1_000 - Number(seconds)) > MAX_AGE_SECONDS) return false
  const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest()
  // In the same time whatever the difference, so that nobody can find the digest byte by byte.
  return timingSafeEqual(Buffer.from(digest, 'hex'), expected)
}
