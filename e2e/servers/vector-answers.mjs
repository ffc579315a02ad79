// Embeddings and reranking for tests, by rules that anyone can follow: texts that share words are near each other.

/**
 * Rules, by the name of the model:
 *   "hashed-96"   vectors of 96 numbers; 64 without one
 *   "slow"        answers after 300 ms
 *   "refused"     HTTP 401 with the key repeated in the error, as providers do
 * `POST /vectors/state` with `{ status, retryAfter?, times?, model?, holding? }` has the next answers (all without `times`)
 * fail with that status: those of a model, and to texts that hold these words, where they are named; with 0 there is none
 * at all, and whoever asked waits. `{}` ends that.
 */
const SLOW_MS = 300
let failing = { times: 0 }

/** What was embedded or reranked, newest last, for a test to read at GET /vectors/requests. */
export const vectorRequests = []

/** Null: the path is none of these. Else a status, headers and a body. */
export async function answerVectors(path, { body, authorization }) {
  if (path === '/vectors/requests') return { status: 200, body: vectorRequests }
  if (path === '/vectors/state') {
    failing = { times: Infinity, ...body }
    return { status: 200, body: {} }
  }
  const isEmbedding = path.endsWith('/embeddings')
  if (!isEmbedding && !path.endsWith('/rerank')) return null
  vectorRequests.push({ path, body, authorization })
  if (/slow/.test(body.model)) await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
  if (/refused/.test(body.model))
    return {
      status: 401,
      body: { error: { message: `Incorrect API key provided: ${authorization ?? 'none'}` } },
    }
  if (isToFail(body)) {
    failing.times--
    if (failing.status === 0) await new Promise(() => {})
    const headers = failing.retryAfter === undefined ? {} : { 'retry-after': String(failing.retryAfter) }
    return { status: failing.status, headers, body: { error: { message: 'told to fail' } } }
  }
  return { status: 200, body: isEmbedding ? embeddings(body) : ranking(body) }
}

function isToFail({ model, input }) {
  const { status, times, model: failingModel = model, holding = '' } = failing
  return (
    status !== undefined &&
    times > 0 &&
    failingModel === model &&
    JSON.stringify(input ?? '').includes(holding)
  )
}

function embeddings({ model, input, dimensions }) {
  const length = dimensions ?? Number(/(\d+)/.exec(model)?.[1] ?? 64)
  const texts = Array.isArray(input) ? input : [input]
  return {
    object: 'list',
    model,
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, length) })),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  }
}

/** Best first, as services answer. */
function ranking({ query, documents }) {
  const results = documents
    .map((text, index) => ({ index, relevance_score: shared(query, text) }))
    .sort((one, other) => other.relevance_score - one.relevance_score)
  return { results }
}

/** Each word has its own place and sign, found by its hash. */
export function vectorOf(text, length) {
  const vector = new Array(length).fill(0)
  for (const word of wordsOf(text)) {
    const hash = hashOf(word)
    vector[hash % length] += (hash >>> 16) % 2 === 0 ? 1 : -1
    vector[(hash >>> 8) % length] += 0.5
  }
  return vector
}

function shared(query, text) {
  const words = new Set(wordsOf(text))
  const wanted = wordsOf(query)
  return wanted.filter((word) => words.has(word)).length / Math.max(1, wanted.length)
}

function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** FNV-1a. */
function hashOf(word) {
  let hash = 0x811c9dc5
  for (const character of word) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0
  return hash
}
