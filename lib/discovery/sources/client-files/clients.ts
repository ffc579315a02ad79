import 'server-only'
import path from 'node:path'

export const CLIENT_IDS = [
  'claude-desktop',
  'claude-code',
  'vscode',
  'cursor',
  'windsurf',
  'gemini',
  'zed',
  'codex',
] as const
export type ClientId = (typeof CLIENT_IDS)[number]

/** Where a client looks for its files. A pure function of these. */
export interface Machine {
  platform: NodeJS.Platform
  /** The user's home folder. */
  home: string
  variable: (name: string) => string | undefined
}

export interface Client {
  id: ClientId
  /** For a person. */
  title: string
  /** The key under which its servers stand by name. */
  root: string
  /** The format of its files, by the name that the reader of documents gives it. */
  format: string
  /** All places where a file of it may be, in its own order. */
  files: (machine: Machine) => string[]
}

/** In the order in which the first keeps a name that several declare. Places as their documentation says, 2026-11. */
export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    root: 'mcpServers',
    format: 'claude',
    files: (machine) => {
      const file = at(machine, applicationData(machine), 'Claude/claude_desktop_config.json')
      if (machine.platform !== 'win32') return [file]
      // Installed as a package (since 2026-02), it sees a folder of its own in place of the usual one.
      const local = machine.variable('LOCALAPPDATA') ?? at(machine, machine.home, 'AppData/Local')
      return [file, at(machine, local, `${CLAUDE_PACKAGE}/Claude/claude_desktop_config.json`)]
    },
  },
  {
    id: 'claude-code',
    title: 'Claude Code',
    root: 'mcpServers',
    format: 'claude',
    files: (machine) => [at(machine, machine.variable('CLAUDE_CONFIG_DIR') ?? machine.home, '.claude.json')],
  },
  {
    id: 'vscode',
    title: 'VS Code',
    root: 'servers',
    format: 'vscode',
    files: (machine) => [
      at(machine, applicationData(machine), 'Code/User/mcp.json'),
      at(machine, applicationData(machine), 'Code - Insiders/User/mcp.json'),
      // A workspace's, where the home folder is one.
      at(machine, machine.home, '.vscode/mcp.json'),
    ],
  },
  {
    id: 'cursor',
    title: 'Cursor',
    root: 'mcpServers',
    format: 'cursor',
    files: (machine) => [at(machine, machine.home, '.cursor/mcp.json')],
  },
  {
    id: 'windsurf',
    title: 'Windsurf',
    root: 'mcpServers',
    format: 'windsurf',
    files: (machine) => [at(machine, machine.home, '.codeium/windsurf/mcp_config.json')],
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    root: 'mcpServers',
    format: 'gemini',
    files: (machine) => [
      at(machine, machine.variable('GEMINI_CLI_HOME') ?? machine.home, '.gemini/settings.json'),
    ],
  },
  {
    id: 'zed',
    title: 'Zed',
    root: 'context_servers',
    format: 'zed',
    files: (machine) => {
      const { platform, home, variable } = machine
      if (platform === 'win32') return [at(machine, applicationData(machine), 'Zed/settings.json')]
      const folder = platform === 'darwin' ? undefined : variable('XDG_CONFIG_HOME')
      return [at(machine, folder ?? at(machine, home, '.config'), 'zed/settings.json')]
    },
  },
  {
    id: 'codex',
    title: 'Codex',
    root: 'mcp_servers',
    format: 'codex',
    files: (machine) => {
      const folder = machine.variable('CODEX_HOME') ?? at(machine, machine.home, '.codex')
      return [at(machine, folder, 'config.toml')]
    },
  },
]

const CLAUDE_PACKAGE = 'Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming'

/** Where programs of this system keep what belongs to a user. */
function applicationData(machine: Machine): string {
  const { platform, home, variable } = machine
  switch (platform) {
    case 'win32':
      return variable('APPDATA') ?? at(machine, home, 'AppData/Roaming')
    case 'darwin':
      return at(machine, home, 'Library/Application Support')
    default:
      return variable('XDG_CONFIG_HOME') ?? at(machine, home, '.config')
  }
}

function at({ platform }: Machine, folder: string, file: string): string {
  return (platform === 'win32' ? path.win32 : path.posix).join(folder, file)
}

/** A file that a person names: absolute, or below the home folder (`~/`). Undefined when it is neither. */
export function resolveExtraPath(text: string, machine: Machine): string | undefined {
  if (/^~[/\\]/.test(text)) return at(machine, machine.home, text.slice(2))
  const system = machine.platform === 'win32' ? path.win32 : path.posix
  return system.isAbsolute(text) ? system.normalize(text) : undefined
}
