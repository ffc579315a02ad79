import 'server-only'
import type { ExportFormat, Format, WritableFormat } from '../format'
import { claude } from './claude'
import { codex } from './codex'
import { cursor } from './cursor'
import { gemini } from './gemini'
import { portolan } from './portolan'
import { serverJson } from './server-json'
import { vscode } from './vscode'
import { windsurf } from './windsurf'
import { zed } from './zed'

/** In the order in which a document is tried: what has marks of its own before what shares its root with others. */
export const FORMATS: readonly Format[] = [
  codex,
  zed,
  serverJson,
  vscode,
  portolan,
  gemini,
  windsurf,
  cursor,
  claude,
]

export const WRITABLE_FORMATS: Record<ExportFormat, WritableFormat> = {
  portolan,
  claude,
  vscode,
  cursor,
  windsurf,
  gemini,
  zed,
  codex,
}
