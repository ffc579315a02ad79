import type { z } from 'zod'
import type { previewServers, ServerDocument } from '@/lib/domain/api/servers'
import type { Problem } from '@/lib/domain/problem'

export type Preview = z.output<typeof previewServers.response>
export type PreviewServer = Preview['servers'][number]

const FORMAT_WORDS: Record<string, string> = {
  portolan: 'Portolan configuration',
  claude: 'Claude configuration',
  mcpServers: 'client configuration (mcpServers)',
  vscode: 'VS Code configuration',
  cursor: 'Cursor configuration',
  windsurf: 'Windsurf configuration',
  gemini: 'Gemini CLI configuration',
  zed: 'Zed configuration',
  codex: 'Codex configuration',
  'server-json': 'server.json of the MCP registry',
}

export function formatWords(format: string): string {
  return FORMAT_WORDS[format] ?? format
}

/** "line 3, column 7: …" where the place is known. */
export function problemWords(problem: Problem): string {
  const place = [
    problem.line !== undefined && `line ${problem.line}`,
    problem.line !== undefined && problem.column !== undefined && `column ${problem.column}`,
  ].filter(Boolean)
  return place.length > 0 ? `${place.join(', ')}: ${problem.message}` : problem.message
}

/** What is registered: the documents of the chosen, each with its name. */
export function chosenDocuments(
  servers: readonly PreviewServer[],
  left: ReadonlySet<string>,
): ServerDocument[] {
  return servers
    .filter((server) => !left.has(server.spec.name))
    .map((server) => ({ ...server.document, name: server.spec.name }))
}

export interface PreviewCounts {
  fresh: number
  existing: number
}

export function countsOf(servers: readonly PreviewServer[], left: ReadonlySet<string>): PreviewCounts {
  const chosen = servers.filter((server) => !left.has(server.spec.name))
  const existing = chosen.filter((server) => server.exists).length
  return { fresh: chosen.length - existing, existing }
}

/** "Register 3 servers", "Register 2 servers, replace 1". */
export function actionWords({ fresh, existing }: PreviewCounts): string {
  const amount = (count: number) => `${count} ${count === 1 ? 'server' : 'servers'}`
  if (existing === 0) return fresh === 0 ? 'Register' : `Register ${amount(fresh)}`
  if (fresh === 0) return `Replace ${amount(existing)}`
  return `Register ${amount(fresh)}, replace ${existing}`
}
