import { startInProcess } from '../e2e/fixtures/in-process'
import { FAR_KINDS } from '../e2e/faults/far-side'
import { FAULTS } from '../e2e/faults/faults'
import { crashes, cycles, type Endured } from '../e2e/faults/endurance'
import { runScenario, type Finding, type Limits } from '../e2e/faults/scenario'
import { storeFaults } from './resilience/store-faults'
import { printTable, writeResult } from './report'

/**
 * Breaks real servers of both eras, over every transport, and reports what was noticed, when, and what became of the
 * calls: once with nobody calling, when only checks can find out, and once with ten calls a second. Then what is left
 * after thousands of connections and crashes, and what happens when the store fails.
 */
const LIMITS: Omit<Limits, 'traffic'> = {
  intervalMs: 5_000,
  timeoutMs: 2_000,
  lastsMs: 8_000,
  patienceMs: 30_000,
}

const seconds = (ms: number | null | undefined) =>
  ms === undefined ? '-' : ms === null ? 'never' : (ms / 1_000).toFixed(2)

function rowOf({ detectMs, recoverMs, ...finding }: Finding): Record<string, string | number> {
  const { server, fault, ...counts } = finding
  return { server, fault, 'detect s': seconds(detectMs), 'recover s': seconds(recoverMs), ...counts }
}

async function round(traffic: boolean): Promise<Finding[]> {
  const findings: Finding[] = []
  await using app = await startInProcess({ PORTOLAN_STDIO: 'allow' })
  for (const fault of FAULTS) {
    const kinds = FAR_KINDS.filter((kind) => fault.applies(kind))
    findings.push(
      ...(await Promise.all(kinds.map((kind) => runScenario(app, kind, fault, { ...LIMITS, traffic })))),
    )
  }
  return findings
}

function rowOfEndured({ what, tookMs, before, after, left }: Endured): Record<string, string | number> {
  const change = (key: keyof Endured['before']) => `${before[key]} -> ${after[key]}`
  return {
    what,
    'took s': Math.round(tookMs / 1_000),
    'processes left': left,
    ...{ sockets: change('sockets'), handles: change('handles') },
    ...{ 'heap MB': change('heapMb'), 'RSS MB': change('rssMb') },
  }
}

const quiet = await round(false)
console.log('\nNobody calls: only checks can find out')
printTable(quiet.map(rowOf))
const busy = await round(true)
console.log('\nTen calls a second')
printTable(busy.map(rowOf))
const store = await storeFaults()
console.log('\nThe store fails')
printTable(store)
const endurance = [await cycles(2_000), await crashes(1_000)].map(rowOfEndured)
console.log('\nWhat is left')
printTable(endurance)
await writeResult('resilience', { limits: LIMITS, quiet, busy, store, endurance })
process.exit(0)
