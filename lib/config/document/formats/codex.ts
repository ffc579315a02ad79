import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { ServerSpec } from '@/lib/domain/server'
import { entriesUnder, type JsonObject, type WritableFormat } from '../format'
import { knownExtras, lostFields, stdioFields } from './write-fields'

const EXTRAS = ['enabled_tools', 'disabled_tools', 'scopes', 'required']
const REFERENCE = /^\$\{([A-Za-z_]\w*)\}$/
const BEARER = /^Bearer \$\{([A-Za-z_]\w*)\}$/

/**
 * Codex (`config.toml`): it fills no `${VAR}`, but takes values from named variables: `env_vars`, `env_http_headers`,
 * `bearer_token_env_var`. They are read as `${VAR}` and written back.
 */
export const codex: WritableFormat = {
  id: 'codex',
  title: 'Codex',
  root: 'mcp_servers',
  fileName: 'config.toml',
  syntax: 'toml',
  placeholder: (name) => `\${${name}}`,
  detect: (document) => Object.hasOwn(document, 'mcp_servers'),
  read: (document) =>
    entriesUnder(document, 'mcp_servers', (entry) => ({ document: translate(entry), warnings: [] })),
  write(spec) {
    const { extras, lost } = knownExtras(spec, EXTRAS)
    const endpoint = spec.endpoint.kind === 'stdio' ? stdio(spec) : remote(spec)
    const { callTimeoutMs, connectTimeoutMs } = spec.policy
    return {
      entry: {
        ...endpoint.fields,
        ...(!spec.enabled && { enabled: false }),
        // Codex waits 10 s for a start and 60 s for a call when nothing is said.
        startup_timeout_sec: connectTimeoutMs / 1_000,
        tool_timeout_sec: callTimeoutMs / 1_000,
        ...extras,
      },
      lost: [...lostFields(withoutTimeouts(spec), ['enabled']), ...lost, ...endpoint.lost],
    }
  },
}

function translate(entry: JsonObject): JsonObject {
  const {
    bearer_token_env_var,
    http_headers,
    env_http_headers,
    env_vars,
    startup_timeout_sec,
    tool_timeout_sec,
    ...rest
  } = entry
  const named = Array.isArray(env_vars) ? env_vars.map(String) : []
  const env = { ...objectOf(rest.env), ...Object.fromEntries(named.map((name) => [name, `\${${name}}`])) }
  const headers = {
    ...objectOf(http_headers),
    ...Object.fromEntries(
      Object.entries(objectOf(env_http_headers)).map(([header, name]) => [header, `\${${textOf(name)}}`]),
    ),
    ...(typeof bearer_token_env_var === 'string' && { Authorization: `Bearer \${${bearer_token_env_var}}` }),
  }
  return {
    ...rest,
    ...(Object.keys(env).length > 0 && { env }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(startup_timeout_sec !== undefined && { connect_timeout: startup_timeout_sec }),
    ...(tool_timeout_sec !== undefined && { call_timeout: tool_timeout_sec }),
  }
}

interface Endpoint {
  fields: JsonObject
  lost: string[]
}

function stdio(spec: ServerSpec): Endpoint {
  const { env = {}, ...fields } = stdioFields(spec)
  const values = Object.entries(objectOf(env))
  const named = values.filter(([name, value]) => value === `\${${name}}`).map(([name]) => name)
  const plain = values.filter(([name]) => !named.includes(name))
  return {
    fields: {
      ...fields,
      ...(named.length > 0 && { env_vars: named }),
      ...(plain.length > 0 && { env: Object.fromEntries(plain) }),
    },
    lost: plain
      .filter(([, value]) => textOf(value).includes('${'))
      .map(([name]) => `env.${name} (Codex fills no \${…})`),
  }
}

function remote(spec: ServerSpec): Endpoint {
  if (spec.endpoint.kind !== 'remote') return { fields: {}, lost: [] }
  const { url, headers, transport } = spec.endpoint
  const all = Object.entries(headers)
  const bearer = all.find(([name, value]) => name === 'Authorization' && BEARER.test(value))
  const named = all.filter(([, value]) => REFERENCE.test(value))
  const plain = all.filter((header) => header !== bearer && !named.includes(header))
  return {
    fields: {
      url,
      ...(bearer && { bearer_token_env_var: bearer[1].replace(BEARER, '$1') }),
      ...(named.length > 0 && {
        env_http_headers: Object.fromEntries(
          named.map(([name, value]) => [name, value.replace(REFERENCE, '$1')]),
        ),
      }),
      ...(plain.length > 0 && { http_headers: Object.fromEntries(plain) }),
    },
    lost: [
      ...(transport === 'sse' ? ['transport'] : []),
      ...plain
        .filter(([, value]) => value.includes('${'))
        .map(([name]) => `headers.${name} (Codex fills no \${…})`),
    ],
  }
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function withoutTimeouts(spec: ServerSpec): ServerSpec {
  return { ...spec, policy: { ...spec.policy, callTimeoutMs: 60_000, connectTimeoutMs: 30_000 } }
}
