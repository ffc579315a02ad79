import 'server-only'
import type { LookupAddress } from 'node:dns'
import { maskUrl } from '@/lib/domain/hiding'
import { anyAddress, publicOr } from '@/lib/kit/address-rules'
import { withoutCredentials } from '@/lib/kit/guarded-fetch'
import type { SourceParts } from '../../source'
import { Catalogue } from './catalogue'
import type { CatalogueSettings, HttpSettings } from './settings'
import { documentReader } from './to-candidates'

export type CatalogueParts = Pick<SourceParts, 'readServers' | 'variable' | 'reach' | 'clock'> & {
  /** The addresses of a name; the system's resolver unless it is given. */
  resolve?: ((name: string) => Promise<LookupAddress[]>) | undefined
}

export interface CatalogueWanted {
  settings: CatalogueSettings
  /** Of all catalogues of the source. */
  shared: Pick<HttpSettings, 'everySeconds' | 'timeoutSeconds' | 'maxBytes'>
  /** Unique within the source: its scope, and how people see it. */
  name: string
  /** For the whole of it in one run, in ms, where the usual is too long. */
  wholeLimitMs?: number
}

/** A catalogue that reaches what the texts of its settings may reach. */
export function makeCatalogue(wanted: CatalogueWanted, parts: CatalogueParts): Catalogue {
  const { settings, shared, ...named } = wanted
  const { readServers, variable, reach, clock, resolve } = parts
  const isTrusted = reach?.isTrusted(settings.url) ?? false
  const variables = new Set((settings.variables ?? []).filter((name) => reach?.isTrusted(name)))
  const allowed = publicOr(reach?.allowed ?? [])
  return new Catalogue({
    ...named,
    settings,
    placeOf: shownUrl,
    read: documentReader(readServers, variable, variables),
    rule: isTrusted && settings.allowPrivate !== false ? anyAddress : allowed,
    serverRule: isTrusted && settings.allowPrivate === true ? anyAddress : allowed,
    everyMs: shared.everySeconds * 1_000,
    limitMs: shared.timeoutSeconds * 1_000,
    maxBytes: shared.maxBytes,
    clock,
    resolve,
  })
}

/** Without what may be a secret. */
export function shownUrl(url: URL): string {
  return maskUrl(withoutCredentials(url).href)
}
