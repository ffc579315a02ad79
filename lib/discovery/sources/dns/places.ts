import 'server-only'
import { parseDomain } from './domain-name'

/** What is asked about one domain or name of the settings. It is read as a whole, and fails as one. */
export interface Place {
  /** As in the settings, in the form that is asked for. */
  scope: string
  srvName: string
  textNames: string[]
}

/** The domains first, then the other names; what stands there twice is asked for once. */
export function placesOf({
  domains,
  names,
}: {
  domains: readonly string[]
  names: readonly string[]
}): Place[] {
  const places = new Map<string, Place>()
  for (const domain of parsed(domains)) {
    const srvName = `_mcp._tcp.${domain}`
    if (!places.has(srvName))
      places.set(srvName, { scope: domain, srvName, textNames: [`_mcp.${domain}`, srvName] })
  }
  for (const name of parsed(names)) {
    if (!places.has(name)) places.set(name, { scope: name, srvName: name, textNames: [name] })
  }
  return [...places.values()]
}

function parsed(texts: readonly string[]): string[] {
  return texts.flatMap((text) => parseDomain(text) ?? [])
}
