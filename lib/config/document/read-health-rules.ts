import 'server-only'
import { flattenDocument, isObject, warnOfUnknown } from '@/lib/domain/document-fields'
import { DocumentValues } from '@/lib/domain/document-values'
import { type HealthRules, healthRulesSchema, type SomeLimits } from '@/lib/domain/health'
import type { Problem } from '@/lib/domain/problem'
import { readHealth } from '@/lib/domain/server-document'
import type { ReadOptions } from './parse-servers-text'
import type { ParsedText, Path } from './parsed-text'
import { readSection } from './read-settings'

/** The key of a document under which the limits of checks stand: for all servers, and below `tags` for those of a tag. */
export const HEALTH_KEY = 'health'
const TAGS = 'tags'
/** What belongs to one server alone. */
const ADDRESS = 'healthCheckUrl'

export interface HealthReading {
  rules?: HealthRules
  problems: Problem[]
}

/** Reads the limits of checks that stand beside the servers of a document; none is no problem. */
export function readHealthRules(
  document: Readonly<Record<string, unknown>>,
  parsed: ParsedText,
  options: ReadOptions,
): HealthReading {
  const { settings, problems } = readSection(document, parsed, options, {
    key: HEALTH_KEY,
    holds: 'limits of checks: interval, timeout, slow, fall, rise, grace and tags',
  })
  if (!settings) return { problems }
  const report = (severity: Problem['severity'], path: Path, message: string) => {
    const place = settings.locate(path) ?? parsed.locate([HEALTH_KEY])
    problems.push({
      severity,
      message: `${[HEALTH_KEY, ...path].join('.')}: ${message}`,
      place: options.place,
      ...place,
    })
  }
  const { [TAGS]: byTag = {}, ...ofAll } = settings.values
  const all = limitsIn(ofAll, [], report)
  if (byTag !== null && !isObject(byTag)) {
    report('error', [TAGS], 'must hold limits by tag')
    return { problems }
  }
  const tags = Object.entries(byTag ?? {}).map(([tag, written]) => ({
    tag,
    limits: limitsIn(written, [TAGS, tag], report),
  }))
  const rules = healthRulesSchema.safeParse({ all, tags })
  for (const { path, message } of rules.error?.issues ?? []) {
    report('error', [TAGS, tags[Number(path[1])]?.tag ?? ''], message)
  }
  return { problems, ...(rules.success && { rules: rules.data }) }
}

type Report = (severity: Problem['severity'], path: Path, message: string) => void

function limitsIn(written: unknown, path: Path, report: Report): SomeLimits {
  if (written === null) return {}
  if (!isObject(written)) {
    report('error', path, 'must hold limits by name')
    return {}
  }
  // As the same words stand in a server, so that they are read alike.
  const { entries, unknown, errors } = flattenDocument({ [HEALTH_KEY]: written })
  if (entries.delete(ADDRESS)) report('error', path, 'an address belongs to one server, as health_check_url')
  const values = new DocumentValues(entries)
  const limits = readHealth(values)
  for (const message of [...errors, ...values.errors]) report('error', path, message)
  for (const message of warnOfUnknown(unknown)) report('warning', path, message)
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}
