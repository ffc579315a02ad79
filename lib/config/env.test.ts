import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAppError } from '@/lib/kit/app-error'
import { assertSafeToListen, isLoopbackHost, readEnv, secretsOf } from './env'

function refusal(task: () => unknown): string {
  try {
    task()
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`
    throw error
  }
  throw new Error('It was not refused')
}

describe('readEnv', () => {
  it('has safe defaults when nothing is set', () => {
    const env = readEnv({ PORTOLAN_HOME: '/srv/portolan' })
    expect(env).toMatchObject({
      home: '/srv/portolan',
      port: 8080,
      host: '127.0.0.1',
      dataDir: '/srv/portolan/.data',
      configPaths: ['/srv/portolan/mcp.yaml', '/etc/mcp'],
      stdio: { allowed: true, commands: null },
      logLevel: 'info',
      model: {},
      embedding: {},
    })
    expect(env.token).toBeUndefined()
    expect(env.databaseUrl).toBeUndefined()
  })

  it('resolves relative paths against the folder the person started in, not the current one', () => {
    const env = readEnv({
      PORTOLAN_HOME: '/srv/here',
      PORTOLAN_DATA_DIR: 'data',
      PORTOLAN_CONFIG: 'a.yaml:/b:./c',
    })
    expect(env.dataDir).toBe('/srv/here/data')
    expect(env.configPaths).toEqual(['/srv/here/a.yaml', '/b', '/srv/here/c'])
    expect(readEnv({}).home).toBe(path.resolve('.'))
  })

  it('takes an empty variable for one that is not set', () => {
    const env = readEnv({ PORT: '', HOST: '', DATABASE_URL: '', PORTOLAN_TOKEN: '', PORTOLAN_LOG_LEVEL: '' })
    expect(env).toMatchObject({ port: 8080, host: '127.0.0.1', logLevel: 'info' })
    expect(env.token).toBeUndefined()
  })

  it('names every wrong variable in one sentence', () => {
    const text = refusal(() =>
      readEnv({ PORT: 'eighty', DATABASE_URL: 'mysql://x', PORTOLAN_LOG_LEVEL: 'loud' }),
    )
    expect(text).toMatch(/^invalid-config: /)
    expect(text).toContain('PORT is not a number')
    expect(text).toContain('DATABASE_URL must start with postgres://')
    expect(text).toContain('PORTOLAN_LOG_LEVEL must be one of debug, info')
  })

  it('knows its own address, and answers to its name', () => {
    const env = readEnv({
      PORTOLAN_PUBLIC_URL: 'https://Charts.example.com/',
      PORTOLAN_ALLOWED_HOSTS: 'other.example',
    })
    expect(env.publicUrl).toBe('https://charts.example.com')
    expect(env.allowedHosts).toEqual(['other.example', 'charts.example.com'])
    expect(readEnv({}).publicUrl).toBeUndefined()
    for (const wrong of [
      'charts.example.com',
      'ftp://x.example',
      'https://x.example/path',
      'https://u@x.example',
    ])
      expect(refusal(() => readEnv({ PORTOLAN_PUBLIC_URL: wrong }))).toContain('PORTOLAN_PUBLIC_URL must be')
  })

  it('reads what discovery may reach beside public addresses, and refuses what is no address', () => {
    expect(readEnv({}).privateAddresses).toEqual([])
    const PORTOLAN_PRIVATE_ADDRESSES = '10.0.0.0/8, *.svc.cluster.local,fd00::1'
    expect(readEnv({ PORTOLAN_PRIVATE_ADDRESSES }).privateAddresses).toEqual([
      '10.0.0.0/8',
      '*.svc.cluster.local',
      'fd00::1',
    ])
    expect(readEnv({ PORTOLAN_PRIVATE_ADDRESSES: 'allow' }).privateAddresses).toEqual(['allow'])
    expect(refusal(() => readEnv({ PORTOLAN_PRIVATE_ADDRESSES: '10.0.0.0/64' }))).toContain(
      'PORTOLAN_PRIVATE_ADDRESSES is not understood: “10.0.0.0/64” is no range',
    )
  })

  it.each(['-1', '65536', '80.5', '0x', 'NaN'])('refuses the port %s', (PORT) => {
    expect(refusal(() => readEnv({ PORT }))).toContain('PORT')
  })

  it('does not repeat a secret in its complaint', () => {
    const text = refusal(() => readEnv({ DATABASE_URL: 'mysql://me:hunter22@db/x' }))
    expect(text).not.toContain('hunter22')
  })

  it.each([
    [undefined, '127.0.0.1', { allowed: true, commands: null }],
    [undefined, '0.0.0.0', { allowed: false, commands: null }],
    ['allow', '0.0.0.0', { allowed: true, commands: null }],
    ['deny', '127.0.0.1', { allowed: false, commands: null }],
    ['npx, uvx ,', '0.0.0.0', { allowed: true, commands: ['npx', 'uvx'] }],
  ])('reads PORTOLAN_STDIO=%s on %s', (PORTOLAN_STDIO, HOST, expected) => {
    expect(readEnv({ PORTOLAN_STDIO, HOST }).stdio).toEqual(expected)
  })

  it('hands configuration documents any variable, also one it does not know itself', () => {
    const { variables } = readEnv({ MY_KEY: 'abc' })
    expect(variables('MY_KEY')).toBe('abc')
    expect(variables('OTHER')).toBeUndefined()
  })

  it('takes no access token that could be guessed', () => {
    expect(refusal(() => readEnv({ PORTOLAN_TOKEN: 'short' }))).toContain('PORTOLAN_TOKEN is too short')
    expect(readEnv({ PORTOLAN_TOKEN: 'token-of-sixteen' }).token).toBe('token-of-sixteen')
  })

  it('gathers what must never be logged, the password in a URL too', () => {
    const env = readEnv({
      PORTOLAN_TOKEN: 'token-of-sixteen',
      PORTOLAN_KEY: 'key-1',
      OPENAI_API_KEY: 'sk-1',
      ANTHROPIC_API_KEY: 'sk-2',
      PORTOLAN_MODEL_API_KEY: 'sk-3',
      DATABASE_URL: 'postgres://me:p%40ss@db/portolan',
    })
    expect(secretsOf(env).sort()).toEqual(['key-1', 'p@ss', 'sk-1', 'sk-2', 'sk-3', 'token-of-sixteen'])
  })
})

describe('assertSafeToListen', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST', 'app.localhost'])(
    'opens %s to whoever is on this machine',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true)
      expect(() => assertSafeToListen(host, undefined)).not.toThrow()
    },
  )

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.7',
    'example.com',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '',
  ])('refuses "%s" without a token, and says what to do', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
    const text = refusal(() => assertSafeToListen(host, undefined))
    expect(text).toContain('forbidden')
    expect(text).toContain('PORTOLAN_TOKEN')
    expect(() => assertSafeToListen(host, 'a-long-token')).not.toThrow()
  })
})
