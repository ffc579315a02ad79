import 'server-only'
import { serveWorker } from '@/lib/rag/workers/serve-worker'
import { OnnxModel } from './onnx-model'
import type { OnnxAnswer, OnnxAsk } from './onnx-work'

const models = new Map<string, Promise<OnnxModel>>()
const working = new Set<Promise<OnnxAnswer>>()

/** A thread serves one model; it is opened by the first request. */
serveWorker<'onnx'>(async (ask, { signal, move }) => {
  if (ask.kind === 'rest') {
    // What was cancelled may compute to the end of its round.
    await Promise.allSettled(working)
    return { kind: 'resting' }
  }
  const work = answer(ask, signal)
  working.add(work)
  try {
    const answered = await work
    if (answered.kind === 'vectors') move(...answered.vectors.map(({ buffer }) => buffer as ArrayBuffer))
    return answered
  } finally {
    working.delete(work)
  }
})

async function answer(ask: Exclude<OnnxAsk, { kind: 'rest' }>, signal: AbortSignal): Promise<OnnxAnswer> {
  const model = await opened(ask)
  if (ask.kind === 'rerank')
    return { kind: 'scores', scores: await model.rerank(ask.query, ask.texts, signal) }
  return { kind: 'vectors', vectors: await model.embed(ask.texts, ask.pooling, signal) }
}

function opened({ folder, file }: { folder: string; file: string }): Promise<OnnxModel> {
  const known = models.get(file)
  if (known) return known
  const opening = OnnxModel.open(folder, file)
  models.set(file, opening)
  // What is wrong with its folder may have been put right by the next time.
  opening.catch(() => models.delete(file))
  return opening
}
