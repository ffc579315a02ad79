import 'server-only'
import type { Extracted, ExtractInput } from '../extract/extracted'
import type { ExtractLimits } from '../extract/extract'
import type { OnnxAnswer, OnnxAsk } from '../embed/onnx/onnx-work'

/**
 * What each worker is asked and what it answers. Worker `name` is the file `lib/rag/**\/<name>.worker.ts`, which calls
 * `serveWorker`; both pass through structured clone, so classes and functions can't.
 */
export interface WorkerJobs {
  extract: { input: ExtractInput & { limits: ExtractLimits }; output: Extracted }
  onnx: { input: OnnxAsk; output: OnnxAnswer }
}
export type WorkerName = keyof WorkerJobs
