import { describe, expect, it } from 'vitest'
import { HIDDEN } from './endpoint'
import { maskSpec } from './hiding'
import { readServerDocument, toServerDocument } from './server-document'

function read(auth: unknown, rest: object = {}) {
  const document = { url: 'https://x.example/mcp', auth, ...rest }
  const { candidate, problems } = readServerDocument('x', document)
  const endpoint = candidate?.spec.endpoint
  return {
    auth: endpoint?.kind === 'remote' ? endpoint.auth : undefined,
    spec: candidate?.spec,
    errors: problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  }
}

describe('auth of a server document', () => {
  it.each([
    [{}, { kind: 'oauth', scopes: [] }],
    [{ scopes: 'a b,c' }, { kind: 'oauth', scopes: ['a', 'b', 'c'] }],
    [
      {
        kind: 'oauth',
        client_id: 42,
        client_secret: '${SECRET}',
        scopes: ['a'],
        issuer: 'https://as.example',
      },
      {
        kind: 'oauth',
        clientId: '42',
        clientSecret: '${SECRET}',
        scopes: ['a'],
        issuer: 'https://as.example',
      },
    ],
    [
      { kind: 'client_credentials', clientId: 'm', clientSecret: 's' },
      { kind: 'client-credentials', clientId: 'm', clientSecret: 's', algorithm: 'RS256', scopes: [] },
    ],
    [
      {
        kind: 'client-credentials',
        client_id: 'm',
        private_key: 'PEM',
        algorithm: 'ES256',
        token_endpoint: '${T}',
      },
      {
        kind: 'client-credentials',
        clientId: 'm',
        privateKey: 'PEM',
        algorithm: 'ES256',
        tokenEndpoint: '${T}',
        scopes: [],
      },
    ],
  ])('reads %o', (written, auth) => {
    expect(read(written)).toMatchObject({ auth, errors: [] })
  })

  it.each([
    ['oauth', 'auth must be an object; it is a text'],
    [{ kind: 'basic' }, 'auth.kind'],
    [{ client_scret: 'x' }, 'Did you mean client_secret?'],
    [{ client_secret: 'x' }, 'client_secret needs a client_id'],
    [{ kind: 'client-credentials', client_id: 'm' }, 'need a client_secret or a private_key'],
    [{ kind: 'client-credentials', client_secret: 's' }, 'auth.client_id'],
    [{ kind: 'client-credentials', client_id: 'm', client_secret: 's', private_key: 'k' }, 'keep one'],
    [{ issuer: 'ftp://as.example' }, 'auth.issuer'],
    [{ scopes: ['with"quote'] }, 'auth.scopes[0]'],
  ])('refuses %o, and says what is wrong', (written, words) => {
    expect(read(written).errors.join()).toContain(words)
  })

  it('belongs to a url', () => {
    const { problems } = readServerDocument('x', { command: 'node', auth: { kind: 'oauth' } })
    expect(problems[0]?.message).toContain('belongs to a remote server')
  })

  it('is written as it is read, without what says nothing', () => {
    const auth = { kind: 'oauth', client_id: 'a', scopes: ['b'] }
    const { spec } = read(auth)
    expect(spec && toServerDocument(spec)).toMatchObject({ auth })
    expect(spec && toServerDocument(spec, { style: 'camel' })).toMatchObject({
      auth: { kind: 'oauth', clientId: 'a', scopes: ['b'] },
    })
    const machine = { kind: 'client-credentials', client_id: 'm', client_secret: 's' }
    const { spec: other } = read(machine)
    expect(other && toServerDocument(other)['auth']).toEqual(machine)
  })

  it('hides its secrets and nothing else', () => {
    const { spec } = read({ kind: 'client-credentials', client_id: 'me', private_key: 'PEM' })
    expect(spec && maskSpec(spec).endpoint).toMatchObject({ auth: { clientId: 'me', privateKey: HIDDEN } })
    const { spec: other } = read({ client_id: 'me', client_secret: '${SECRET}' })
    expect(other && maskSpec(other).endpoint).toMatchObject({ auth: { clientSecret: '${SECRET}' } })
  })
})
