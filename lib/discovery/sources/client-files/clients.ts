import 'server-only'

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
