import 'server-only'
import { z } from 'zod'
import { newServersSchema } from '@/lib/domain/discovery'
import { commonSettingsSchema } from '../../source'

const urlSchema = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), {
    error: 'Write a whole address, as https://registry.example.com',
  })

const catalogueSchema = z.strictObject({
  url: urlSchema.meta({ title: 'URL' }),
  token: z.string().max(8_000).optional().meta({
    title: 'Token',
    description: 'Sent as “Authorization: Bearer …”, to this origin only',
    writeOnly: true,
  }),
  headers: z.record(z.string(), z.string()).optional().meta({
    title: 'Headers',
    description: 'Sent with each request to this origin',
    writeOnly: true,
  }),
  newServers: newServersSchema.optional().meta({
    title: 'New servers',
    description: 'Instead of what the source does; servers of a registry are held unless this says otherwise',
  }),
  include: z.array(z.string().min(1).max(300)).max(500).optional().meta({
    title: 'Only these',
    description: 'Names, * for any part: io.github.acme/*; what else the catalogue lists is left out',
  }),
  variables: z.array(z.string().min(1).max(200)).max(100).optional().meta({
    title: 'Variables',
    description:
      'Names of variables of Portolan’s environment that this catalogue may have filled in; only where a file or the environment names them',
  }),
  allowRedirects: z.boolean().optional().meta({
    title: 'Follow redirects elsewhere',
    description: 'Also to other origins; token and headers stay behind',
  }),
  allowPrivate: z.boolean().optional().meta({
    title: 'Private addresses',
    description:
      'Whether its servers may be at private addresses though it is not; only an administrator may say so',
  }),
})

export const httpSettingsSchema = commonSettingsSchema.extend({
  urls: z
    .array(z.union([urlSchema.meta({ title: 'URL' }), catalogueSchema.meta({ title: 'URL with settings' })]))
    .max(500)
    .default([])
    .meta({
      title: 'URLs',
      description:
        'Of a document of servers, an MCP registry, a site with an AI catalogue, a server card, or an MCP server itself',
    }),
  everySeconds: z.number().int().min(10).max(604_800).default(300).meta({
    title: 'Look again after',
    description: 'Seconds between two readings of a URL; one that failed is read again sooner',
  }),
  timeoutSeconds: z.number().min(0.1).max(120).default(10).meta({
    title: 'Time limit',
    description: 'Seconds that one request may take, from connecting to the last byte',
  }),
  maxBytes: z.number().int().min(1_000).max(100_000_000).default(5_000_000).meta({
    title: 'Size limit',
    description: 'Bytes that one answer may have, unpacked',
  }),
})
export type HttpSettings = z.infer<typeof httpSettingsSchema>
export type CatalogueSettings = z.infer<typeof catalogueSchema>

/** The catalogues to read, each URL once: the first mention counts. */
export function cataloguesOf({ urls }: Pick<HttpSettings, 'urls'>): CatalogueSettings[] {
  const byUrl = new Map<string, CatalogueSettings>()
  for (const item of urls) {
    const catalogue = typeof item === 'string' ? { url: item } : item
    const { href } = new URL(catalogue.url)
    if (!byUrl.has(href)) byUrl.set(href, { ...catalogue, url: catalogue.url })
  }
  return [...byUrl.values()]
}
