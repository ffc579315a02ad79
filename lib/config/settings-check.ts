import 'server-only'
import { z } from 'zod'
import { isObject, toCamel } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import type { DiscoverySettings } from './document/read-settings'
import type { Path } from './document/parsed-text'

/** A source as far as its settings matter. */
export interface SettingsMethod {
  id: string
  settings: z.ZodType
}

const PRECEDENCE = 'precedence'

/** What is wrong in the settings of discovery that a file holds. Several layers make up what counts; this is one of them. */
export function settingsProblems(settings: DiscoverySettings, methods: readonly SettingsMethod[]): Problem[] {
  const problems: Problem[] = []
  const report = (severity: Problem['severity'], path: Path, message: string) => {
    const place = settings.locate(path) ?? settings.locate(path.slice(0, 1))
    problems.push({
      severity,
      message: `discovery.${path.join('.')} ${message}`,
      place: settings.place,
      ...place,
    })
  }
  for (const [name, section] of Object.entries(settings.values)) {
    const method = methods.find(({ id }) => toCamel(id) === toCamel(name))
    if (name === PRECEDENCE) {
      const known = methods.map(({ id }) => id)
      const isOrder = Array.isArray(section) && section.every((id) => known.includes(String(id)))
      if (!isOrder) report('error', [name], `must list sources, highest first; they are ${known.join(', ')}`)
    } else if (!method) {
      report('warning', [name], `is no source; they are ${methods.map(({ id }) => id).join(', ')}`)
    } else if (isObject(section)) {
      checkSection(method, { name, section }, report)
    } else if (section !== null && typeof section !== 'boolean') {
      report('error', [name], 'must hold settings by name, or be true or false')
    }
  }
  return problems
}

type Report = (severity: Problem['severity'], path: Path, message: string) => void

function checkSection(
  method: SettingsMethod,
  { name, section }: { name: string; section: Record<string, unknown> },
  report: Report,
): void {
  const { properties } = z.toJSONSchema(method.settings, { io: 'input', unrepresentable: 'any' })
  const written = new Map(Object.keys(section).map((key) => [toCamel(key), key]))
  for (const [setting, key] of written) {
    if (!Object.hasOwn(properties ?? {}, setting))
      report('warning', [name, key], 'is no setting; it is ignored')
  }
  const values = Object.fromEntries([...written].map(([setting, key]) => [setting, section[key]]))
  const { error } = method.settings.safeParse(values)
  for (const { path, message } of error?.issues ?? []) {
    const [setting, ...rest] = path.map((step) => (typeof step === 'number' ? step : String(step)))
    const key = written.get(String(setting))
    // What another layer must still give is not this file's fault.
    if (key !== undefined) report('error', [name, key, ...rest], `is not valid: ${message}`)
  }
}
