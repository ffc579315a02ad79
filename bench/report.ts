import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Of sorted values. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function medianOf(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  )
}

export function printTable(rows: readonly Record<string, number | string>[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const cell = (value: number | string | undefined) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value ?? '')
  const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => cell(row[name]).length)))
  const line = (cells: string[]) => cells.map((text, i) => text.padStart(widths[i] ?? 0)).join('  ')
  console.log(line(columns))
  for (const row of rows) console.log(line(columns.map((name) => cell(row[name]))))
}

/** Writes bench/results/<name>.json with what was measured and on what. */
export async function writeResult(name: string, result: object): Promise<void> {
  const folder = fileURLToPath(new URL('results/', import.meta.url))
  const machine = {
    node: process.version,
    platform: process.platform,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
  }
  await mkdir(folder, { recursive: true })
  const text = JSON.stringify({ at: new Date().toISOString(), machine, ...result }, null, 2)
  await writeFile(`${folder}${name}.json`, `${text}\n`)
}
