import 'server-only'
import type { ExtractAnswer, ExtractAsk, ExtractQuestion } from '../extract/extract-work'
import type { OnnxAnswer, OnnxAsk } from '../embed/onnx/onnx-work'

/**
 * What each worker is asked and what it answers. Worker `name` is the file `lib/rag/**\/<name>.worker.ts`, which calls
 * `serveWorker`. While it works it may ask, or tell, whoever has asked it: `question` and `answer`. All of it passes through structured clone, so classes and functions can't.
 */
export interface WorkerJobs {
  extract: { input: ExtractAsk; output: null; question: ExtractQuestion; answer: ExtractAnswer }
  onnx: { input: OnnxAsk; output: OnnxAnswer; question: never; answer: never }
}
export type WorkerName = keyof WorkerJobs
