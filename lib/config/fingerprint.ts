import 'server-only'
import { realpath, stat } from 'node:fs/promises'
import { codeOf, findFiles } from './files'

/** Changes when any of the files does: appears, goes, is written, is replaced, or leads elsewhere. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const { files, refused } = await findFiles(paths)
  const marks = await Promise.all(files.map(markOf))
  return [...marks, ...refused.map(({ folder, message }) => `${folder} ${message}`)].join('\n')
}

/** How many of the files in a fingerprint are there. */
export function countPresent(print: string): number {
  return print.split('\n').filter((mark) => mark !== '' && !mark.endsWith(' ENOENT')).length
}

async function markOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return `${file} ${await realpath(file)} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch (error) {
    return `${file} ${codeOf(error) ?? 'error'}`
  }
}
