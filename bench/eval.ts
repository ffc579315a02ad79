/**
 * Measures retrieval by questions whose answers are known, and exits 1 below the gate: for CI.
 *   npm run eval                                            the project's own documentation, in a Portolan of its own
 *   npm run eval -- --set my.jsonl --url http://127.0.0.1:8080 --gate recallAt5=0.8
 * The token of a running Portolan is read from PORTOLAN_TOKEN.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startInProcess } from '@/e2e/fixtures/in-process'
import { type ApiClient, createClient } from '@/lib/client/api'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { type Gate, measureSet } from './eval/measure-set'
import { printRun } from './eval/print-run'
import { documentsReady, vectorsReady } from './eval/documents-ready'
import { writeResult } from './report'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const GATE = 'recallAt5=0.45'

const { values: given } = parseArgs({
  options: {
    set: { type: 'string', default: 'docs/gold/portolan.jsonl' },
    name: { type: 'string' },
    gate: { type: 'string', default: GATE },
    /** Settings of the ranking as JSON, instead of those in use. */
    settings: { type: 'string', default: '{}' },
    /** A running Portolan; without, one is started on the documents of `--documents`. */
    url: { type: 'string' },
    documents: { type: 'string', default: ROOT },
    /** A folder with `model.onnx` and `tokenizer.json`, for that Portolan to search by vectors too. */
    embedding: { type: 'string' },
    /** Shows every question that did not find all it should among the first five. */
    misses: { type: 'boolean', default: false },
  },
})

function readGate(text: string): Gate {
  const [metric = '', atLeast = ''] = text.split('=')
  return { metric, atLeast: Number(atLeast) }
}

async function measure(client: ApiClient): Promise<boolean> {
  const file = path.resolve(given.set)
  const run = await measureSet(client, {
    name: given.name ?? path.basename(file).replace(/\.\w+$/, ''),
    format: file.endsWith('.csv') ? 'csv' : 'jsonl',
    text: await readFile(file, 'utf8'),
    gate: readGate(given.gate),
    settings: JSON.parse(given.settings) as object,
  })
  printRun(run, { misses: given.misses })
  const { settings, ranker, passages, tools, medianMs, passedGate } = run
  const measured = { ranker, passages, tools, medianMs, passedGate, settings }
  // Words alone and with vectors are two things to follow.
  await writeResult(given.embedding === undefined ? 'eval' : 'eval-vectors', {
    set: given.set,
    questions: run.total,
    gate: given.gate,
    ...measured,
  })
  console.log(`${run.passedGate === true ? 'Passed' : 'FAILED'} the gate ${given.gate}`)
  return run.passedGate === true
}

async function main(): Promise<boolean> {
  if (given.url !== undefined) {
    const token = process.env['PORTOLAN_TOKEN']
    return measure(createClient({ baseUrl: given.url, ...(token !== undefined && { token }) }))
  }
  const { embedding } = given
  await using app = await startInProcess({
    PORTOLAN_DEMO_DOCUMENTS: path.resolve(given.documents),
    ...(embedding !== undefined && { PORTOLAN_MODELS: path.dirname(path.resolve(embedding)) }),
  })
  await documentsReady(app.client)
  if (embedding !== undefined) await vectorsReady(app.client, path.basename(embedding))
  return await measure(app.client)
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(isAppError(error) ? `${error.code}: ${error.message}` : messageOf(error))
  process.exitCode = 2
}
