import 'server-only'
import { parseText } from './document/parse-text'
import { type DiscoverySettings, readSettings, SETTINGS_KEY } from './document/read-settings'
import type { Variables } from './document/interpolate'

const VARIABLE = 'PORTOLAN_DISCOVERY'

export interface DiscoveryVariable {
  settings?: DiscoverySettings
  /** What is wrong in it, a sentence each. */
  problems: string[]
}

/** `PORTOLAN_DISCOVERY`: what stands under `discovery:` in a file, as YAML, JSON or TOML. Never throws. */
export function readDiscoveryVariable(text: string | undefined, variables: Variables): DiscoveryVariable {
  if (text === undefined) return { problems: [] }
  const parsed = parseText(text, VARIABLE)
  const say = (message: string, line?: number) =>
    `${VARIABLE}${line === undefined ? '' : `, line ${line}`}: ${message}`
  if (parsed.faults.length > 0)
    return { problems: parsed.faults.map(({ message, line }) => say(message, line)) }
  // As if it stood in a file, so that it is read alike.
  const located = { ...parsed, locate: (path: readonly (string | number)[]) => parsed.locate(path.slice(1)) }
  const reading = readSettings({ [SETTINGS_KEY]: parsed.value }, located, { place: VARIABLE, variables })
  const problems = reading.problems.map(({ message, line }) => say(message, line))
  return { problems, ...(reading.settings && { settings: reading.settings }) }
}
