import { parse as parseToml } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { EXPORT_FORMATS } from '@/lib/domain/api/servers'
import { type ServerSpecInput, serverSpecSchema } from '@/lib/domain/server'
import { exportServers } from './export'
import { parseServersText } from './parse-servers-text'

const specs = (...inputs: ServerSpecInput[]) => inputs.map((input) => serverSpecSchema.parse(input))

const SECRET = 's3cr3t-9f8e7d6c5b4a3f2e1d0c'
const fleet = specs(
  {
    name: 'github',
    endpoint: {
      kind: 'stdio',
      command: 'npx',
      args: ['-y', 'gh', '--token', SECRET],
      env: { GITHUB_TOKEN: SECRET },
    },
  },
  {
    name: 'files',
    endpoint: {
      kind: 'remote',
      transport: 'streamable-http',
      url: `https://u:${SECRET}@files.example/mcp`,
      headers: { Authorization: `Bearer ${SECRET}`, 'X-Key': SECRET },
    },
  },
  {
    name: 'declared',
    tags: ['t'],
    endpoint: { kind: 'stdio', command: 'x', env: { API_KEY: '${env:API_KEY}' } },
  },
)

describe('an export', () => {
  it.each(
    EXPORT_FORMATS.flatMap(
      (format) =>
        [
          [format, 'yaml'],
          [format, 'json'],
        ] as const,
    ),
  )('as %s in %s holds no secret, and can be read', (format, syntax) => {
    const { text, fileName, warnings } = exportServers(fleet, format, syntax)
    expect(text).not.toContain(SECRET)
    const { snapshot, format: found } = parseServersText(text, { place: fileName, variables: () => 'v' })
    expect(snapshot.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(snapshot.candidates.map(({ spec }) => spec.name)).toEqual(['github', 'files', 'declared'])
    expect([format, 'claude', 'cursor', 'windsurf']).toContain(found)
    expect(warnings.join('\n')).toContain('GITHUB_TOKEN')
  })

  it('names a variable as the environment does, else after the server', () => {
    const { text, warnings } = exportServers(fleet, 'claude', 'json')
    expect(JSON.parse(text)).toMatchObject({
      mcpServers: {
        github: {
          args: ['-y', 'gh', '--token', '${GITHUB_TOKEN}'],
          env: { GITHUB_TOKEN: '${GITHUB_TOKEN}' },
        },
        files: {
          type: 'http',
          headers: { Authorization: 'Bearer ${FILES_AUTHORIZATION}', 'X-Key': '${FILES_X_KEY}' },
        },
        declared: { env: { API_KEY: '${API_KEY}' } },
      },
    })
    expect(warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^github: values are not exported; set GITHUB_TOKEN/)]),
    )
    expect(warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^declared: .* has no word for tags/)]),
    )
  })

  it('never lets one variable stand for two values', () => {
    const env = (value: string) => ({ kind: 'stdio' as const, command: 'x', env: { TOKEN: value } })
    const { text } = exportServers(
      specs(
        { name: 'a', endpoint: env('one') },
        { name: 'b', endpoint: env('two') },
        { name: 'c', endpoint: env('one') },
      ),
      'claude',
      'json',
    )
    expect(JSON.parse(text)).toMatchObject({
      mcpServers: {
        a: { env: { TOKEN: '${TOKEN}' } },
        b: { env: { TOKEN: '${TOKEN_2}' } },
        c: { env: { TOKEN: '${TOKEN}' } },
      },
    })
  })

  it('writes references as each client fills them', () => {
    const textOf = (format: (typeof EXPORT_FORMATS)[number]) =>
      exportServers(fleet.slice(2), format, 'json').text
    expect(textOf('cursor')).toContain('"${env:API_KEY}"')
    expect(textOf('windsurf')).toContain('"${env:API_KEY}"')
    expect(textOf('gemini')).toContain('"${API_KEY}"')
    expect(JSON.parse(textOf('vscode'))).toMatchObject({
      inputs: [{ id: 'api-key', type: 'promptString', password: true }],
      servers: { declared: { type: 'stdio', env: { API_KEY: '${input:api-key}' } } },
    })
    expect(parseToml(textOf('codex'))).toMatchObject({ mcp_servers: { declared: { env_vars: ['API_KEY'] } } })
  })

  it('gives Codex its headers by variables', () => {
    expect(parseToml(exportServers(fleet.slice(1, 2), 'codex', 'yaml').text)).toMatchObject({
      mcp_servers: {
        files: { bearer_token_env_var: 'FILES_AUTHORIZATION', env_http_headers: { 'X-Key': 'FILES_X_KEY' } },
      },
    })
  })

  it('warns that Zed fills nothing', () => {
    expect(exportServers(fleet.slice(0, 1), 'zed', 'yaml').warnings[0]).toMatch(/Zed fills no references/)
  })

  it('is YAML or JSON for our own format, by wish', () => {
    expect(exportServers(fleet, 'portolan', 'yaml')).toMatchObject({
      fileName: 'mcp.yaml',
      mediaType: 'application/yaml',
    })
    expect(exportServers(fleet, 'portolan', 'json')).toMatchObject({
      fileName: 'mcp.json',
      mediaType: 'application/json',
    })
    expect(exportServers(fleet, 'codex', 'yaml')).toMatchObject({
      fileName: 'config.toml',
      mediaType: 'application/toml',
    })
  })

  it('may be empty', () => {
    for (const format of EXPORT_FORMATS) expect(exportServers([], format, 'yaml').warnings).toEqual([])
  })
})
