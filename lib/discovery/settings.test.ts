import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { layerSettings, type SettingsDocument, settingKeys } from './settings'
import { commonSettingsSchema, type SourceMethod } from './source'

const schema = commonSettingsSchema.extend({
  urls: z.array(z.string().startsWith('http', 'Write a URL')).default([]).meta({ title: 'URLs' }),
  everySeconds: z.number().int().default(60).meta({ title: 'Every' }),
})
const method: SourceMethod<typeof schema> = {
  ...{ id: 'team-list', title: 'List', description: 'A list', settings: schema },
  create: () => 'nothing',
}
const environment = (values: object): SettingsDocument => ({
  ...{ layer: 'environment', place: 'PORTOLAN_DISCOVERY', values: values as SettingsDocument['values'] },
})
const file = (values: object, line?: number): SettingsDocument => ({
  ...{ layer: 'file', place: '/etc/mcp/a.yaml', values: values as SettingsDocument['values'] },
  ...(line !== undefined && { locate: () => ({ line }) }),
})
const page = (values: object): SettingsDocument => ({
  layer: 'page',
  place: 'page',
  values: { 'team-list': values },
})
const layered = (documents: SettingsDocument[], of: SourceMethod = method) =>
  layerSettings(of, documents, (name) => (name === 'HERE' ? 'yes' : undefined))

describe('settings', () => {
  it('come key by key from the highest layer that sets them', () => {
    const { settings, layers, errors, warnings } = layered([
      environment({ 'team-list': { urls: ['http://a'], everySeconds: 1, newServers: 'held' } }),
      file({ 'team-list': { everySeconds: 2, newServers: 'disabled' } }),
      page({ newServers: 'enabled' }),
    ])
    expect(settings).toEqual({ enabled: true, urls: ['http://a'], everySeconds: 2, newServers: 'enabled' })
    expect(layers).toEqual({
      enabled: 'default',
      urls: 'environment',
      everySeconds: 'file',
      newServers: 'page',
    })
    expect([errors, warnings]).toEqual([[], []])
  })

  it.each(['team-list', 'team_list', 'teamList'])(
    'are found under %s, their keys in any spelling',
    (name) => {
      expect(layered([file({ [name]: { every_seconds: 5, 'new-servers': 'held' } })]).settings).toMatchObject(
        {
          ...{ everySeconds: 5, newServers: 'held' },
        },
      )
    },
  )

  it('know true and false as short for enabled', () => {
    expect(layered([file({ teamList: false })]).settings).toMatchObject({ enabled: false })
    expect(layered([file({ teamList: null })]).settings).toMatchObject({ enabled: true })
  })

  it('begin with the defaults of the method, which any layer overrides', () => {
    const off = {
      ...method,
      defaults: (variable: (name: string) => string | undefined) => ({ enabled: !variable('HERE') }),
    }
    expect(layered([], off)).toMatchObject({ settings: { enabled: false }, layers: { enabled: 'default' } })
    expect(layered([file({ teamList: { enabled: true } })], off).settings).toMatchObject({ enabled: true })
  })

  it('with a wrong value are none at all, and say which value, where and why', () => {
    const { settings, errors, values } = layered([file({ team_list: { urls: ['http://a', 'ftp://b'] } }, 7)])
    expect(settings).toBeUndefined()
    expect(errors).toEqual(['discovery.team_list.urls.1 in /etc/mcp/a.yaml, line 7: Write a URL'])
    expect(values).toMatchObject({ urls: ['http://a', 'ftp://b'], everySeconds: 60 })
  })

  it('say of a wrong value of the page that it was set there', () => {
    const { errors } = layered([page({ everySeconds: 'often' })])
    expect(errors[0]).toMatch(/^everySeconds, set on the Discovery page,: Invalid input/)
  })

  it('are not guessed from what is no object', () => {
    expect(layered([environment({ teamList: ['a'] })])).toMatchObject({
      settings: undefined,
      errors: ['discovery.teamList in PORTOLAN_DISCOVERY must hold settings by name, or be true or false'],
    })
  })

  it('tell of keys that nobody knows, and go on without them', () => {
    const { settings, warnings } = layered([file({ teamList: { url: ['http://a'], __proto__x: 1 } }, 3)])
    expect(settings).toMatchObject({ urls: [] })
    expect(warnings).toEqual([
      'discovery.teamList.url in /etc/mcp/a.yaml, line 3 is no setting; it is ignored',
      'discovery.teamList.__proto__x in /etc/mcp/a.yaml, line 3 is no setting; it is ignored',
    ])
  })

  it('of other sources are left alone', () => {
    expect(layered([file({ kubernetes: { nonsense: true } })]).warnings).toEqual([])
    expect([...settingKeys(method)]).toEqual(['enabled', 'newServers', 'urls', 'everySeconds'])
  })
})
