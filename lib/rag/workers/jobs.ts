import 'server-only'
import type { Extracted, ExtractInput } from '../extract/extracted'
import type { ExtractLimits } from '../extract/extract'

/**
 * What each worker is asked and what it answers. Worker `name` is the file `lib/rag/**\/<name>.worker.ts`, which calls
 * `serveWorker`; both pass through structured clone, so classes and functions can't.
 */
export interface WorkerJobs {
  extract: { input: ExtractInput & { limits: ExtractLimits }; output: Extracted }
}
export type WorkerName = keyof WorkerJobs
