import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { HIDDEN } from '@/lib/domain/endpoint'
import { maskJson } from '@/lib/domain/hiding'
import { assertValid, patchValues } from './page-settings'
import { layerSettings } from './settings'
import { commonSettingsSchema, type SourceMethod } from './source'

const listSchema = z.array(z.union([z.string(), z.object({ url: z.string(), token: z.string() })]))
const schema = commonSettingsSchema.extend({ urls: listSchema.default([]), token: z.string().default('') })
const method: SourceMethod<typeof schema> = {
  ...{ id: 'http', title: 'HTTP', description: 'Catalogues', settings: schema },
  create: () => 'nothing',
}

describe('a change of settings on the page', () => {
  it('sets values, and takes back what is null', () => {
    const stored = { enabled: false, token: 'a' }
    expect(patchValues(method, stored, { token: null, new_servers: 'held' }, {})).toEqual({
      ...{ enabled: false, newServers: 'held' },
    })
    expect(stored).toEqual({ enabled: false, token: 'a' })
  })

  it('is refused for a key that nobody knows, by its name', () => {
    expect(() => patchValues(method, {}, { nonsense: 1, __proto__x: 2 }, {})).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: 'Settings of HTTP: nonsense: HTTP has no setting nonsense',
        details: {
          issues: [
            { path: 'nonsense', message: 'HTTP has no setting nonsense' },
            { path: '__proto__x', message: 'HTTP has no setting __proto__x' },
          ],
        },
      }),
    )
  })

  it('is refused for a value that does not fit, with its place', () => {
    const patch = { urls: ['http://a', 5] }
    const layered = layerSettings(
      method,
      [{ layer: 'page', place: '', values: { http: patch } }],
      () => undefined,
    )
    expect(() => assertValid(method, patch, layered)).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        details: { issues: [{ path: 'urls.1', message: expect.any(String) as string }] },
      }),
    )
    expect(() => assertValid(method, { token: 'x' }, layered)).not.toThrow()
  })

  it('keeps the secrets that it was not shown', () => {
    const urls = [
      'https://me:s3cret@a.example/x',
      { url: 'https://b.example?token=s3cret2', token: 's3cret3' },
    ]
    const effective = { urls, token: 's3cret4' }
    const shown = maskJson(effective)
    expect(JSON.stringify(shown)).not.toContain('s3cret')
    expect(
      patchValues(method, {}, { ...shown, urls: [...shown.urls, 'https://c.example'] }, effective),
    ).toEqual({
      ...{ urls: [...urls, 'https://c.example'], token: 's3cret4' },
    })
  })

  it.each([
    ['sent to another host', [`https://${HIDDEN}@evil.example/x`]],
    ['made up', [HIDDEN]],
  ])('lets no hidden secret be %s', (_, urls) => {
    const effective = { urls: ['https://me:s3cret@a.example/x'] }
    expect(() => patchValues(method, {}, { urls }, effective)).toThrow(/enter the value itself/)
  })
})
