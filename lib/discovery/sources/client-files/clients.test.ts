import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLIENTS, type ClientId, type Machine, resolveExtraPath } from './clients'

const linux: Machine = { platform: 'linux', home: '/home/ada', variable: () => undefined }
const mac: Machine = { platform: 'darwin', home: '/Users/ada', variable: () => undefined }
const windows: Machine = {
  platform: 'win32',
  home: 'C:\\Users\\ada',
  variable: (name) =>
    ({ APPDATA: 'D:\\Roaming', LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' })[name as 'APPDATA'],
}

/** Only what Windows itself sets. */
const usualVariable = (name: string) => (name.endsWith('APPDATA') ? `%${name}%` : undefined)

const filesOf = (id: ClientId, machine: Machine) => CLIENTS.find((client) => client.id === id)!.files(machine)

describe('the files of clients', () => {
  it.each<[ClientId, string[], string[], string[]]>([
    [
      'claude-desktop',
      ['/home/ada/.config/Claude/claude_desktop_config.json'],
      ['/Users/ada/Library/Application Support/Claude/claude_desktop_config.json'],
      [
        'D:\\Roaming\\Claude\\claude_desktop_config.json',
        'C:\\Users\\ada\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
      ],
    ],
    [
      'claude-code',
      ['/home/ada/.claude.json'],
      ['/Users/ada/.claude.json'],
      ['C:\\Users\\ada\\.claude.json'],
    ],
    [
      'vscode',
      [
        '/home/ada/.config/Code/User/mcp.json',
        '/home/ada/.config/Code - Insiders/User/mcp.json',
        '/home/ada/.vscode/mcp.json',
      ],
      [
        '/Users/ada/Library/Application Support/Code/User/mcp.json',
        '/Users/ada/Library/Application Support/Code - Insiders/User/mcp.json',
        '/Users/ada/.vscode/mcp.json',
      ],
      [
        'D:\\Roaming\\Code\\User\\mcp.json',
        'D:\\Roaming\\Code - Insiders\\User\\mcp.json',
        'C:\\Users\\ada\\.vscode\\mcp.json',
      ],
    ],
    [
      'cursor',
      ['/home/ada/.cursor/mcp.json'],
      ['/Users/ada/.cursor/mcp.json'],
      ['C:\\Users\\ada\\.cursor\\mcp.json'],
    ],
    [
      'windsurf',
      ['/home/ada/.codeium/windsurf/mcp_config.json'],
      ['/Users/ada/.codeium/windsurf/mcp_config.json'],
      ['C:\\Users\\ada\\.codeium\\windsurf\\mcp_config.json'],
    ],
    [
      'gemini',
      ['/home/ada/.gemini/settings.json'],
      ['/Users/ada/.gemini/settings.json'],
      ['C:\\Users\\ada\\.gemini\\settings.json'],
    ],
    [
      'zed',
      ['/home/ada/.config/zed/settings.json'],
      ['/Users/ada/.config/zed/settings.json'],
      ['D:\\Roaming\\Zed\\settings.json'],
    ],
    [
      'codex',
      ['/home/ada/.codex/config.toml'],
      ['/Users/ada/.codex/config.toml'],
      ['C:\\Users\\ada\\.codex\\config.toml'],
    ],
  ])('of %s are where each system has them', (id, onLinux, onMac, onWindows) => {
    expect(filesOf(id, linux)).toEqual(onLinux)
    expect(filesOf(id, mac)).toEqual(onMac)
    expect(filesOf(id, windows)).toEqual(onWindows)
  })

  it('are where a variable says, for clients that heed one', () => {
    const moved = (name: string, value: string): Machine => ({
      ...linux,
      variable: (asked) => (asked === name ? value : undefined),
    })
    expect(filesOf('zed', moved('XDG_CONFIG_HOME', '/cfg'))).toEqual(['/cfg/zed/settings.json'])
    expect(filesOf('vscode', moved('XDG_CONFIG_HOME', '/cfg'))[0]).toBe('/cfg/Code/User/mcp.json')
    expect(filesOf('codex', moved('CODEX_HOME', '/codex'))).toEqual(['/codex/config.toml'])
    expect(filesOf('claude-code', moved('CLAUDE_CONFIG_DIR', '/claude'))).toEqual(['/claude/.claude.json'])
    expect(filesOf('gemini', moved('GEMINI_CLI_HOME', '/g'))).toEqual(['/g/.gemini/settings.json'])
  })

  it('are those of the guide', async () => {
    const guide = await readFile(path.join(process.cwd(), 'docs/guides/client-files.md'), 'utf8')
    const plain = (platform: NodeJS.Platform): Machine => ({ platform, home: '~', variable: () => undefined })
    for (const { title, files } of CLIENTS) {
      const machines = [plain('linux'), plain('darwin'), { ...plain('win32'), variable: usualVariable }]
      const [row = ''] = new RegExp(`^\\| ${title} .*$`, 'm').exec(guide) ?? []
      const cells = [...row.matchAll(/`([^`]+)`/g)].map(([, cell]) => cell)
      expect(cells, title).toEqual(machines.map((machine) => files(machine)[0]))
    }
  })

  it('may be named by a whole path, or below the home folder', () => {
    expect(resolveExtraPath('~/work/.mcp.json', linux)).toBe('/home/ada/work/.mcp.json')
    expect(resolveExtraPath('/srv/../srv/mcp.json', linux)).toBe('/srv/mcp.json')
    expect(resolveExtraPath('mcp.json', linux)).toBeUndefined()
    expect(resolveExtraPath('~\\mcp.json', windows)).toBe('C:\\Users\\ada\\mcp.json')
    expect(resolveExtraPath('E:\\mcp.json', windows)).toBe('E:\\mcp.json')
  })
})
