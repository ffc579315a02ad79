import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { ApiClient } from '@/lib/client/api'
import {
  changeGoldSet,
  createGoldSet,
  getEvaluation,
  getGoldSet,
  goldSetInputSchema,
  importQuestions,
  listGoldSets,
  removeQuestion,
  startEvaluation,
} from '@/lib/domain/api/evaluation'

export interface Gate {
  metric: string
  atLeast: number
}
export type MeasuredRun = z.output<typeof getEvaluation.response>

interface Given {
  name: string
  format: 'jsonl' | 'csv'
  text: string
  gate: Gate
  settings: object
}

const LOOK_MS = 200

/**
 * Makes the set of this name what the text says, runs it and waits. Throws where a line of it is no question, where the
 * gate names no metric, and when the run does not come to its end.
 */
export async function measureSet(
  client: ApiClient,
  { name, format, text, ...given }: Given,
): Promise<MeasuredRun> {
  const { gate } = goldSetInputSchema.parse({ name, gate: given.gate })
  const { items } = await client.call(listGoldSets)
  const known = items.find((set) => set.name === name)
  const { id } = known ?? (await client.call(createGoldSet, { body: { name, gate } }))
  await client.call(changeGoldSet, { params: { id }, body: { gate } })
  // Old ones go last: an interrupted run leaves a question too many rather than none.
  const before = await client.call(getGoldSet, { params: { id } })
  const { refused } = await client.call(importQuestions, { params: { id }, body: { format, text } })
  if (refused.length > 0) {
    throw new Error(refused.map(({ line, message }) => `Line ${line}: ${message}`).join('\n'))
  }
  for (const { id: question } of before.items) await client.call(removeQuestion, { params: { id, question } })
  const started = await client.call(startEvaluation, { params: { id }, body: { settings: given.settings } })
  return ended(client, started.id)
}

async function ended(client: ApiClient, id: string): Promise<MeasuredRun> {
  for (;;) {
    const run = await client.call(getEvaluation, { params: { id } })
    if (run.state === 'done') return run
    if (run.state === 'failed' || run.state === 'cancelled') {
      throw new Error(
        `The run has ${run.state === 'failed' ? `failed: ${run.error ?? ''}` : 'been cancelled'}`,
      )
    }
    await delay(LOOK_MS)
  }
}
