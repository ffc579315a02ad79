import 'server-only'
import type { SourceMethod } from '../source'
import { HttpSource } from './http/http-source'
import { cataloguesOf, httpSettingsSchema } from './http/settings'

/** Documents, registries, catalogues and endpoints at URLs. */
export const httpMethod: SourceMethod<typeof httpSettingsSchema> = {
  id: 'http',
  title: 'HTTP catalogues',
  description: 'Documents of servers, MCP registries, AI catalogues, server cards and MCP endpoints at URLs',
  settings: httpSettingsSchema,
  create(settings, parts) {
    const catalogues = cataloguesOf(settings)
    if (catalogues.length === 0)
      return 'No URL is listed. Add one of a catalogue, a registry or an MCP server'
    return new HttpSource(settings, catalogues, parts)
  },
}
