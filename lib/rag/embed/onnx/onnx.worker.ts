import 'server-only'
import { serveWorker } from '@/lib/rag/workers/serve-worker'
import { OnnxModel } from './onnx-model'

const models = new Map<string, Promise<OnnxModel>>()

/** A thread serves one model; it is opened by the first request. */
serveWorker<'onnx'>(async (ask, { move, signal }) => {
  if (ask.kind === 'rest') return { kind: 'resting' }
  let opening = models.get(ask.file)
  if (!opening) {
    opening = OnnxModel.open(ask.folder, ask.file)
    models.set(ask.file, opening)
    // What is wrong with its folder may have been put right by the next time.
    opening.catch(() => models.delete(ask.file))
  }
  const model = await opening
  if (ask.kind === 'rerank')
    return { kind: 'scores', scores: await model.rerank(ask.query, ask.texts, signal) }
  const vectors = await model.embed(ask.texts, ask.pooling, signal)
  move(...vectors.map(({ buffer }) => buffer as ArrayBuffer))
  return { kind: 'vectors', vectors }
})
