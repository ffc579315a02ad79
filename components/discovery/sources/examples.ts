/** How a source is switched on outside this page: lines for a file, and a variable. */
export interface Example {
  file: string
  environment: string
}

const VALUES: Record<string, { yaml: string; json: string }> = {
  kubernetes: {
    yaml: 'enabled: true\nnamespaces: [default]',
    json: '{"enabled": true, "namespaces": ["default"]}',
  },
  http: { yaml: 'urls:\n  - https://example.com', json: '{"urls": ["https://example.com"]}' },
  dns: { yaml: 'domains: [example.com]', json: '{"domains": ["example.com"]}' },
}

const SERVERS = `servers:
  docs:
    url: https://example.com/mcp
`
const MCP_SERVERS = `MCP_SERVERS='{"servers": {"docs": {"url": "https://example.com/mcp"}}}'`

/** Sources that are documents of servers are switched on by the document itself. */
const DOCUMENTS: Record<string, Example> = {
  'config-file': { file: SERVERS, environment: 'PORTOLAN_CONFIG=/etc/mcp:./team.yaml' },
  environment: { file: '', environment: MCP_SERVERS },
}

export function exampleOf(id: string): Example {
  const document = DOCUMENTS[id]
  if (document) return document
  const { yaml, json } = VALUES[id] ?? { yaml: 'enabled: true', json: '{"enabled": true}' }
  return {
    file: `discovery:\n  ${id}:\n${yaml.replace(/^/gm, '    ')}\n`,
    environment: `PORTOLAN_DISCOVERY='{"${id}": ${json}}'`,
  }
}
