import { describe, expect, it } from 'vitest'
import { parseServersText } from '../parse-servers-text'

const weather = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: 'io.github.someone/weather',
  description: 'Weather',
  version: '1.2.0',
  repository: { url: 'https://github.com/someone/weather', source: 'github' },
}

function read(server: object, variables?: (name: string) => string | undefined) {
  const { format, snapshot } = parseServersText(JSON.stringify(server), {
    place: 'server.json',
    ...(variables && { variables }),
  })
  return { format, ...snapshot, first: snapshot.candidates[0] }
}

describe('a server.json', () => {
  it.each([
    ['npm', '@someone/weather', 'npx', ['-y', '@someone/weather@1.2.0']],
    ['pypi', 'weather-mcp', 'uvx', ['weather-mcp==1.2.0']],
    ['oci', 'docker.io/someone/weather', 'docker', ['run', '-i', '--rm', 'docker.io/someone/weather:1.2.0']],
    ['oci', 'docker.io/someone/weather:2', 'docker', ['run', '-i', '--rm', 'docker.io/someone/weather:2']],
    ['nuget', 'Weather.Mcp', 'dnx', ['Weather.Mcp@1.2.0', '--yes']],
  ])('becomes a command: %s %s', (registryType, identifier, command, args) => {
    const { format, first } = read({
      ...weather,
      packages: [{ registryType, identifier, version: '1.2.0', transport: { type: 'stdio' } }],
    })
    expect(format).toBe('server-json')
    expect(first?.spec).toMatchObject({
      name: 'io.github.someone-weather',
      title: 'io.github.someone/weather',
      version: '1.2.0',
      endpoint: { kind: 'stdio', command, args },
      metadata: { registryName: 'io.github.someone/weather', repository: weather.repository },
    })
  })

  it('asks for what it needs by variables', () => {
    const packages = [
      {
        registryType: 'oci',
        identifier: 'someone/weather:1',
        environmentVariables: [
          { name: 'API_KEY', isRequired: true, isSecret: true },
          { name: 'UNITS', default: 'metric' },
          { name: 'OPTIONAL' },
        ],
        runtimeArguments: [{ type: 'named', name: '--network', value: 'host' }],
        packageArguments: [
          { type: 'positional', value: 'serve' },
          { type: 'named', name: '--city', isRequired: true },
        ],
      },
    ]
    const { first } = read({ ...weather, packages }, (name) => (name === 'CITY' ? 'Bern' : undefined))
    expect(first?.declared).toMatchObject({
      args: [
        'run',
        '-i',
        '--rm',
        '-e',
        'API_KEY',
        '-e',
        'UNITS',
        '--network',
        'host',
        'someone/weather:1',
        'serve',
        '--city',
        '${CITY}',
      ],
      env: { API_KEY: '${API_KEY}', UNITS: '${UNITS:-metric}' },
    })
    expect(first?.blocked).toContain('API_KEY is not set')
    expect(first?.blocked).not.toContain('CITY')
  })

  it('prefers a remote, with the variables of its address and headers, and names the other ways', () => {
    const { first } = read(
      {
        ...weather,
        remotes: [
          {
            type: 'streamable-http',
            url: 'https://{tenant}.example/mcp',
            headers: [{ name: 'Authorization', value: 'Bearer {api_token}', isSecret: true }],
          },
          { type: 'sse', url: 'https://weather.example/sse' },
        ],
        packages: [{ registryType: 'npm', identifier: 'weather' }],
      },
      () => 'v',
    )
    expect(first?.spec.endpoint).toMatchObject({
      transport: 'streamable-http',
      url: 'https://v.example/mcp',
      headers: { Authorization: 'Bearer v' },
    })
    expect(first?.declared).toMatchObject({
      url: 'https://${TENANT}.example/mcp',
      headers: { Authorization: 'Bearer ${API_TOKEN}' },
    })
    expect(first?.warnings).toEqual([
      'It can also be reached as: sse https://weather.example/sse',
      'It can also be reached as: npm weather',
    ])
  })

  it('is read as the registry answers with it, alone or in a list', () => {
    const packages = [{ registryType: 'npm', identifier: 'weather' }]
    expect(read({ server: { ...weather, packages }, _meta: {} }).first?.spec.name).toBe(
      'io.github.someone-weather',
    )
    const list = {
      servers: [
        { server: { ...weather, packages } },
        { server: { ...weather, name: 'io.x/other', packages } },
      ],
    }
    expect(read(list).candidates.map(({ spec }) => spec.name)).toEqual([
      'io.github.someone-weather',
      'io.x-other',
    ])
  })

  it('says so when there is no way to reach the server', () => {
    expect(read({ ...weather, packages: [] }).problems[0]).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/Neither url nor command/) as string,
    })
  })

  it('says which part is not as the schema wants it', () => {
    const { problems } = read({ ...weather, packages: [{ identifier: 3 }] })
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/packages\.0/)
  })

  it('fills the parts of a template from what the entry says about them', () => {
    const remotes = [
      {
        type: 'streamable-http',
        url: 'https://{tenant}.{region}.example.com/{version}/mcp',
        variables: { region: { default: 'eu' }, version: { value: 'v2' }, other: 7 },
        headers: [
          { name: 'Authorization', value: 'Bearer {token}', variables: { token: { isSecret: true } } },
          { name: 'X-Mode', value: '{mode}', variables: { mode: { default: 'fast' } } },
        ],
      },
    ]
    const { first } = read({ ...weather, remotes }, (name) => (name === 'TENANT' ? 'acme' : undefined))
    expect(first?.declared).toMatchObject({
      url: 'https://${TENANT}.${REGION:-eu}.example.com/v2/mcp',
      headers: { Authorization: 'Bearer ${TOKEN}', 'X-Mode': '${MODE:-fast}' },
    })
    expect(first?.spec.endpoint).toMatchObject({ url: 'https://acme.eu.example.com/v2/mcp' })
    expect(first?.blocked).toContain('TOKEN is not set')
  })
})
