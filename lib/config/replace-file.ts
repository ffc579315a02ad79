import 'server-only'
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/kit/app-error'
import { codeOf } from './files'

/**
 * Replaces a text file at once: a reader sees the old text or the new one, also after a crash. The new text is made from
 * the present one by `edit` (undefined when there is no file). A link stays one: what it leads to is replaced. Mode and, where
 * permitted, owner are kept. Throws `read-only` where it may not be written, `in-use` when it changes meanwhile.
 */
export async function replaceFile(file: string, edit: (text: string | undefined) => string): Promise<void> {
  const target = await targetOf(file)
  const before = await readExisting(target)
  const text = edit(before)
  if (text === before) return
  const draft = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
  )
  try {
    await writeDraft(draft, text, target)
    if ((await readExisting(target)) !== before) {
      throw new AppError('in-use', `${file} was changed by someone else in this moment; try again`)
    }
    await rename(draft, target)
    await syncFolder(path.dirname(target))
  } catch (error) {
    throw translated(error, file)
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return file
    throw translated(error, file)
  }
}

async function readExisting(target: string): Promise<string | undefined> {
  try {
    return await readFile(target, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw translated(error, target)
  }
}

async function writeDraft(draft: string, text: string, target: string): Promise<void> {
  const like = await stat(target).catch(() => undefined)
  // A file that its mode protects is not to be replaced through its folder.
  if (like) await (await open(target, 'r+')).close()
  await using handle = await open(draft, 'wx', like ? 0o600 : 0o644)
  await handle.writeFile(text)
  if (like) await copyOwnership(handle, like)
  await handle.sync()
}

async function copyOwnership(
  handle: FileHandle,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
) {
  // Only root may give files away; then mode must come last, for chown clears its special bits.
  await handle.chown(uid, gid).catch(() => undefined)
  await handle.chmod(mode & 0o7777)
}

/** Without it the rename itself may be lost with the power. Some file systems don't allow it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r')
    await handle.sync()
  } catch {
    // The text is in place; only its durability rests on the file system now.
  }
}

function translated(error: unknown, file: string): unknown {
  switch (codeOf(error)) {
    case 'EROFS':
      return new AppError('read-only', `${file} is on a file system that is mounted read-only`, {
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
      return new AppError(
        'read-only',
        `${file} can't be written: this process has no right to change it or its folder`,
        { cause: error },
      )
    case 'EBUSY':
    case 'EXDEV':
      return new AppError(
        'read-only',
        `${file} is mounted as a single file and can't be replaced at once; mount its folder instead`,
        { cause: error },
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('read-only', `${file} can't be written: the disk is full`, { cause: error })
    case 'EISDIR':
      return new AppError('bad-input', `${file} is a folder`, { cause: error })
    case 'ENOENT':
      return new AppError('not-found', `The folder of ${file} does not exist`, { cause: error })
    default:
      return error
  }
}
