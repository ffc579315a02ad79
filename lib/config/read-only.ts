import 'server-only'
import { constants } from 'node:fs'
import { access, readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from './files'

/** Why this process can't replace a file or put one into a folder, and what to do instead; undefined where it can. */
export async function readOnlyReason(file: string): Promise<string | undefined> {
  const target = await realpath(file).catch(() => file)
  if (await isFromKubelet(file, target)) {
    return 'It is mounted from a ConfigMap or a Secret: change that instead, and the change arrives here by itself'
  }
  const mount = mountOf(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), target)
  if (mount === 'file') {
    return 'It is mounted into this container as a single file, which can’t be replaced at once; mount its folder instead'
  }
  if (mount === 'read-only') return 'It is on a file system that is mounted read-only'
  return (await refusalOf(path.dirname(target))) ?? refusalOf(target)
}

/** The same of a folder that new files are to be put into. */
export function readOnlyFolderReason(folder: string): Promise<string | undefined> {
  return readOnlyReason(path.join(folder, 'new.yaml'))
}

/**
 * Kubelet publishes a volume as a folder of links through `..data`, which it swaps at every change: what was written there
 * would be gone at the next one, also where the mount lets us write.
 */
async function isFromKubelet(file: string, target: string): Promise<boolean> {
  const data = await realpath(path.join(path.dirname(file), '..data')).catch(() => undefined)
  if (data === undefined) return false
  return target === file || target.startsWith(`${data}${path.sep}`)
}

/** What the kernel says of the mount that a path is on; `text` is /proc/self/mountinfo (proc(5)). */
export function mountOf(text: string, target: string): 'file' | 'read-only' | undefined {
  let nearest: { point: string; options: string } | undefined
  for (const line of text.split('\n')) {
    const [, , , , point = '', options = ''] = line.split(' ')
    const folder = unescaped(point)
    const isAbove = target === folder || target.startsWith(folder === '/' ? '/' : `${folder}/`)
    // Of two mounts at one point the later covers the earlier.
    if (folder && isAbove && folder.length >= (nearest?.point.length ?? 0))
      nearest = { point: folder, options }
  }
  if (nearest?.point === target) return 'file'
  return nearest?.options.split(',').includes('ro') ? 'read-only' : undefined
}

/** Spaces and the like are written in octal there. */
function unescaped(point: string): string {
  return point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}

async function refusalOf(item: string): Promise<string | undefined> {
  try {
    await access(item, constants.W_OK)
    return undefined
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOENT':
        return (await exists(path.dirname(item)))
          ? undefined
          : `The folder ${path.dirname(item)} does not exist`
      case 'EROFS':
        return 'It is on a file system that is mounted read-only'
      default:
        return `This process has no right to change ${item}; check its owner and mode`
    }
  }
}

async function exists(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  )
}
