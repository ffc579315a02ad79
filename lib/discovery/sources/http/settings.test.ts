import { describe, expect, it } from 'vitest'
import { readSchema } from '@/components/ui/schema-form/read-schema'
import { layerSettings, settingsSchemaOf } from '@/lib/discovery/settings'
import { httpMethod } from '../http'
import { cataloguesOf, httpSettingsSchema } from './settings'

describe('the settings of HTTP catalogues', () => {
  it('have a form: URLs as they are, or with settings of their own', () => {
    const read = readSchema(settingsSchemaOf(httpMethod))
    if (read.kind !== 'form' || read.field.kind !== 'object') throw new Error('There is no form')
    const fields = new Map(read.field.properties.map(({ name, field }) => [name, field]))
    expect([...fields.keys()]).toEqual([
      ...['enabled', 'newServers', 'urls', 'everySeconds', 'timeoutSeconds', 'maxBytes'],
    ])
    for (const field of fields.values()) expect(field).toMatchObject({ title: expect.any(String) as string })
    const urls = fields.get('urls')
    if (urls?.kind !== 'array' || urls.item.kind !== 'union') throw new Error('URLs have no form')
    const [plain, own] = urls.item.variants
    expect([plain?.label, plain?.field.kind]).toEqual(['URL', 'string'])
    expect(own?.label).toBe('URL with settings')
    if (own?.field.kind !== 'object') throw new Error('A URL has no settings')
    expect(own.field.properties.map(({ name, field }) => [name, field.kind])).toEqual([
      ...[
        ['url', 'string'],
        ['token', 'string'],
        ['headers', 'map'],
        ['newServers', 'choice'],
        ['include', 'array'],
      ],
      ...[
        ['variables', 'array'],
        ['allowRedirects', 'boolean'],
        ['allowPrivate', 'boolean'],
      ],
    ])
  })

  it('may be written in snake_case, and what is inside of headers stays', () => {
    const urls = [
      { url: 'https://x.test', new_servers: 'disabled', allow_private: true, headers: { 'x-a_b': '1' } },
    ]
    const document = {
      layer: 'file' as const,
      place: 'mcp.yaml',
      values: { http: { urls, every_seconds: 60 } },
    }
    const { settings, errors } = layerSettings(httpMethod, [document], () => undefined)
    expect(errors).toEqual([])
    expect(settings).toMatchObject({
      everySeconds: 60,
      urls: [{ newServers: 'disabled', allowPrivate: true, headers: { 'x-a_b': '1' } }],
    })
  })

  it.each(['example.com', 'ftp://example.com', 'https://', 'file:///etc/passwd'])(
    'take %s for no URL',
    (url) => {
      expect(httpSettingsSchema.safeParse({ urls: [url] }).success).toBe(false)
      expect(httpSettingsSchema.safeParse({ urls: [{ url }] }).success).toBe(false)
    },
  )

  it('name a slip of the pen', () => {
    expect(httpSettingsSchema.safeParse({ urls: [{ url: 'https://x.test', tokn: 'a' }] }).success).toBe(false)
  })

  it('hold each URL once; the first mention counts', () => {
    const urls = ['https://x.test', { url: 'https://x.test/', token: 'a' }, 'https://y.test']
    expect(cataloguesOf(httpSettingsSchema.parse({ urls }))).toEqual([
      { url: 'https://x.test' },
      { url: 'https://y.test' },
    ])
  })

  it('without URLs leave nothing to read', () => {
    expect(httpMethod.create(httpSettingsSchema.parse({}), undefined as never)).toContain('No URL is listed')
  })
})
