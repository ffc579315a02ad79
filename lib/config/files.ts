import 'server-only'
import { constants, type Stats } from 'node:fs'
import { access, open, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { MAX_TEXT_BYTES, syntaxOf, tooLarge } from './document/parse-text'

/** What stands at a configured path now. */
export type FileReading =
  | { kind: 'missing' }
  /** It is there, but can't be read as a file; the message is for a person. */
  | { kind: 'refused'; message: string; modifiedAt?: string }
  | { kind: 'read'; text: string; modifiedAt: string }

export interface FoundFiles {
  /** In order of precedence: as configured, those of a folder by name. */
  files: string[]
  /** The configured folder that a file was found in. */
  folderOf: Map<string, string>
  /** Folders that are there but can't be listed, with the reason. */
  refused: { folder: string; message: string }[]
}

const FOLDER_FILE = /^[^.].*\.(ya?ml|json)$/i

/** The files that the configured paths stand for. A file that is named counts also while it is not there. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], folderOf: new Map(), refused: [] }
  for (const item of paths) {
    if (isFileName(item)) found.files.push(item)
    else await listFolder(item, found)
  }
  found.files = await withoutAliases(found.files)
  return found
}

/** `mcp.yaml` names a file, whatever stands there; anything else may be a folder. */
export function isFileName(item: string): boolean {
  return syntaxOf(item) !== undefined
}

async function listFolder(folder: string, found: FoundFiles): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) {
      found.files.push(folder)
      return
    }
    const names = (await readdir(folder)).filter((name) => FOLDER_FILE.test(name)).sort()
    for (const name of names) {
      const file = path.join(folder, name)
      found.files.push(file)
      found.folderOf.set(file, folder)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    found.refused.push({ folder, message: refusalOf(error) })
  }
}

/** One file that is named twice, by itself and by its folder, is read once. */
async function withoutAliases(files: string[]): Promise<string[]> {
  const seen = new Set<string>()
  const kept: string[] = []
  for (const file of files) {
    const real = await realpath(file).catch(() => file)
    if (!seen.has(real)) kept.push(file)
    seen.add(real)
  }
  return kept
}

export async function readConfigFile(file: string): Promise<FileReading> {
  try {
    const before = await stat(file)
    const modifiedAt = before.mtime.toISOString()
    // Looked at before it is opened: opening a pipe would wait for its writer.
    const refusal = refusalOfKind(before)
    if (refusal !== undefined) return { kind: 'refused', message: refusal, modifiedAt }
    return await readText(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'missing' }
    return { kind: 'refused', message: refusalOf(error) }
  }
}

async function readText(file: string): Promise<FileReading> {
  await using handle = await open(file, 'r')
  const { size, mtime } = await handle.stat()
  const modifiedAt = mtime.toISOString()
  if (size >= MAX_TEXT_BYTES) return { kind: 'refused', message: tooLarge(size), modifiedAt }
  const bytes = await handle.readFile()
  try {
    return { kind: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), modifiedAt }
  } catch {
    return { kind: 'refused', message: 'It is not a text in UTF-8', modifiedAt }
  }
}

function refusalOfKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (!stats.isDirectory()) return 'It is not a regular file'
  return 'It is a folder, not a file. (A container makes one where the file to mount was not there.)'
}

/** Whether this process may replace the file: it and its folder must be writable. */
export async function isWritable(file: string): Promise<boolean> {
  const target = await realpath(file).catch(() => file)
  try {
    await access(path.dirname(target), constants.W_OK | constants.X_OK)
    await access(target, constants.W_OK).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
    return true
  } catch {
    return false
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

function refusalOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'This process may not read it; check its owner and mode'
    case 'ELOOP':
      return 'Its symbolic links lead in a circle'
    case 'ENOTDIR':
      return 'A part of its path is a file, not a folder'
    default:
      return `It can't be read (${codeOf(error) ?? 'unknown error'})`
  }
}
