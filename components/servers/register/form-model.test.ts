import { describe, expect, it } from 'vitest'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { HIDDEN } from '@/lib/domain/endpoint'
import { connectionPolicySchema, healthSettingsSchema } from '@/lib/domain/server'
import { addMessage, checkForm, errorsFrom, type FormErrors } from './check-form'
import { changesOf, documentOf, EMPTY_FORM, formOf, type ServerForm } from './form-model'

const stdio: ServerForm = { ...EMPTY_FORM, name: 'files', commandLine: 'npx -y server "my docs"' }
const remote: ServerForm = { ...EMPTY_FORM, name: 'api', kind: 'remote', url: 'https://example.com/mcp' }

const detail: ServerDetail = {
  name: 'files',
  enabled: true,
  tags: ['a'],
  source: 'manual',
  claims: 1,
  transport: 'stdio',
  target: 'npx server',
  connection: { kind: 'idle', since: '2026-11-22T10:00:00.000Z' },
  verdict: 'unknown',
  tools: null,
  stale: false,
  revision: 1,
  updatedAt: '2026-11-22T10:00:00.000Z',
  createdAt: '2026-11-22T10:00:00.000Z',
  endpoint: { kind: 'stdio', command: 'npx', args: ['server', 'my docs'], env: { TOKEN: HIDDEN } },
  metadata: {},
  extra: {},
  health: healthSettingsSchema.parse({}),
  policy: connectionPolicySchema.parse({ maxRetries: 9 }),
  overrides: {},
  provenance: [],
  sameEndpointAs: [],
}

describe('what the form registers', () => {
  it('says only what is not as usual', () => {
    expect(documentOf(stdio)).toEqual({ name: 'files', command: 'npx', args: ['-y', 'server', 'my docs'] })
    expect(documentOf(remote)).toEqual({
      name: 'api',
      url: 'https://example.com/mcp',
      transport: 'streamable-http',
    })
  })

  it('says what was changed, in seconds, and leaves the other kind of endpoint out', () => {
    expect(
      documentOf({
        ...remote,
        commandLine: 'forgotten',
        headers: [
          { id: 1, key: ' Authorization ', value: 'Bearer ${TOKEN}' },
          { id: 2, key: '', value: '' },
        ],
        tags: ['x'],
        enabled: false,
        maxRetries: '0',
        retryDelay: '2.5',
        description: ' words ',
      }),
    ).toEqual({
      name: 'api',
      url: 'https://example.com/mcp',
      transport: 'streamable-http',
      headers: { Authorization: 'Bearer ${TOKEN}' },
      tags: ['x'],
      enabled: false,
      max_retries: 0,
      retry_delay: 2.5,
      description: 'words',
    })
  })
})

describe('what the form says of signing in', () => {
  it('says nothing of a server that says itself how, and nothing of a command', () => {
    expect(documentOf(remote)).not.toHaveProperty('auth')
    expect(documentOf({ ...stdio, authKind: 'oauth', authClientId: 'a' })).not.toHaveProperty('auth')
  })

  it('declares a client in the words of a document', () => {
    const form: ServerForm = {
      ...remote,
      ...{
        authKind: 'oauth',
        authClientId: ' portolan ',
        authIssuer: 'https://auth.example',
        authScopes: 'a  b',
      },
      // Left from another choice.
      authPrivateKey: 'forgotten',
    }
    expect(documentOf(form)['auth']).toEqual({
      ...{ kind: 'oauth', client_id: 'portolan', issuer: 'https://auth.example', scopes: ['a', 'b'] },
    })
    expect(checkForm(form)).toEqual({})
  })

  it('says at the field what the reader of documents refuses', () => {
    const form: ServerForm = { ...remote, authKind: 'client-credentials', authClientId: 'portolan' }
    expect(checkForm(form).authKind).toContain('need a client_secret or a private_key')
    expect(checkForm({ ...form, authClientSecret: 's', authPrivateKey: 'k' }).authKind).toContain('keep one')
    expect(checkForm({ ...form, authClientSecret: '${SECRET}' })).toEqual({})
  })

  it('keeps what is stored and not told when something else is changed', () => {
    const before = formOf({
      ...detail,
      endpoint: {
        ...{ kind: 'remote', transport: 'streamable-http', url: 'https://example.com/mcp', headers: {} },
        auth: { kind: 'oauth', clientId: 'portolan', clientSecret: HIDDEN, scopes: [] },
      },
    })
    expect(changesOf(before, { ...before, title: 'New' })).toEqual({ title: 'New' })
    expect(changesOf(before, { ...before, authScopes: 'read' })).toEqual({
      auth: { kind: 'oauth', client_id: 'portolan', client_secret: HIDDEN, scopes: ['read'] },
    })
    expect(changesOf(before, { ...before, authKind: '' })).toEqual({ auth: null })
  })
})

describe('what the form says of health and policy', () => {
  it('leaves to the rules for all what is empty, and shows what the server has of its own', () => {
    const form = formOf({ ...detail, health: { slowMs: 2_500, fall: 4 } })
    expect(form).toMatchObject({ healthSlow: '2.5', healthFall: '4', healthRise: '', healthTimeout: '' })
    expect(form).toMatchObject({ breakerOpen: '15', maxQueuedCalls: '100', toolDrift: 'tell', warmUp: false })
  })

  it('sends seconds as seconds, counts as counts, and null to go back to the rules', () => {
    const form = formOf({ ...detail, health: { slowMs: 2_500, fall: 4 } })
    expect(
      changesOf(form, {
        ...form,
        healthSlow: '',
        healthRise: '3',
        healthGrace: '0.5',
        maxMemory: '512',
        breakerOpen: '30',
        warmUp: true,
        toolDrift: 'hold',
      }),
    ).toEqual({
      health_check_slow: null,
      health_check_rise: 3,
      health_check_grace: 0.5,
      max_memory_mb: 512,
      breaker_open: 30,
      warm_up: true,
      tool_drift: 'hold',
    })
  })
})

describe('what an edit changes', () => {
  it('is nothing when nothing was changed', () => {
    const form = formOf(detail)
    expect(form.commandLine).toBe("npx server 'my docs'")
    expect(changesOf(form, { ...form })).toEqual({})
  })

  it('holds the fields that differ, and null for one taken away', () => {
    const form = { ...formOf(detail), title: 'Old' }
    expect(changesOf(form, { ...form, title: '', maxRetries: '2', tags: [] })).toEqual({
      title: null,
      max_retries: 2,
      tags: [],
    })
  })

  it('sends a hidden secret back as it is beside a new one', () => {
    const form = formOf(detail)
    expect(changesOf(form, { ...form, env: [...form.env, { id: 2, key: 'NEW', value: 'v' }] })).toEqual({
      env: { TOKEN: HIDDEN, NEW: 'v' },
    })
  })

  it('takes the fields of the old kind away when the kind changes', () => {
    const form = formOf(detail)
    expect(changesOf(form, { ...form, kind: 'remote', url: 'https://h/' })).toEqual({
      command: null,
      args: null,
      env: null,
      url: 'https://h/',
      transport: 'streamable-http',
      headers: {},
    })
  })
})

describe('what is wrong with the form', () => {
  it('is nothing for a good one', () => {
    expect(checkForm(stdio)).toEqual({})
    expect(checkForm(remote)).toEqual({})
  })

  it.each<[string, Partial<ServerForm>, keyof FormErrors, RegExp]>([
    ['no name', { name: ' ' }, 'name', /name/],
    ['a name with spaces', { name: 'my files' }, 'name', /my-files/],
    ['no command', { commandLine: '' }, 'commandLine', /command/],
    ['an open quote', { commandLine: 'run "x' }, 'commandLine', /not closed/],
    ['a value without a name', { env: [{ id: 1, key: '', value: 'v' }] }, 'env', /no name/],
    [
      'a name twice',
      {
        env: [
          { id: 1, key: 'A', value: '1' },
          { id: 2, key: 'A', value: '2' },
        ],
      },
      'env',
      /twice/,
    ],
    ['retries that are no number', { maxRetries: 'many' }, 'maxRetries', /max_retries/],
    ['a delay that is too long', { retryDelay: '99999' }, 'retryDelay', /retry_delay/],
    ['a check that may take no time', { healthTimeout: '0' }, 'healthTimeout', /health_check_timeout/],
    ['half a failure', { healthFall: '1.5' }, 'healthFall', /health_check_fall/],
    ['less than no calls', { maxConcurrentCalls: '-1' }, 'maxConcurrentCalls', /max_concurrent_calls/],
    ['a health address without a scheme', { healthUrl: 'h/health' }, 'healthUrl', /http/],
  ])('is told at its field: %s', (_what, part, field, expected) => {
    expect(checkForm({ ...stdio, ...part })[field]).toMatch(expected)
  })

  it('is told for remote servers too', () => {
    expect(checkForm({ ...remote, url: '' }).url).toBeDefined()
    expect(checkForm({ ...remote, url: 'ftp://h/' }).url).toMatch(/http/)
    expect(checkForm({ ...remote, headers: [{ id: 1, key: 'A B', value: 'x' }] }).headers).toBeDefined()
  })

  it('finds the field that a message of the API begins with, in any spelling', () => {
    const errors: FormErrors = {}
    addMessage(errors, 'env.TOKEN must be a text')
    addMessage(errors, 'healthCheckUrl is not complete')
    addMessage(errors, 'Starting commands is not allowed here')
    expect(Object.keys(errors)).toEqual(['env', 'healthUrl', 'form'])
  })

  it('shows every problem that the API lists, else its sentence', () => {
    expect(errorsFrom('Refused', { problems: [{ message: 'url is bad' }, 'tags has too many'] })).toEqual({
      url: 'url is bad',
      tags: 'tags has too many',
    })
    expect(errorsFrom('Not allowed', undefined)).toEqual({ form: 'Not allowed' })
  })
})
