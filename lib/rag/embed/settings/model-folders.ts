import 'server-only'
import { existsSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/kit/app-error'

/** As exporters place it; the first that is there. */
const MODEL_FILES = ['model.onnx', 'onnx/model.onnx', 'onnx/model_quantized.onnx', 'model_quantized.onnx']
const DEPTH = 3
const MOST = 100

/** Folders with a model, below the one that an administrator has named. */
export async function findModelFolders(root: string | undefined): Promise<string[]> {
  if (root === undefined) return []
  const found: string[] = []
  const look = async (folder: string, depth: number) => {
    if (found.length >= MOST) return
    if (folder !== '' && isModelFolder(path.join(root, folder))) {
      found.push(folder.split(path.sep).join('/'))
      return
    }
    if (depth === 0) return
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
        await look(path.join(folder, entry.name), depth - 1)
    }
  }
  await look('', DEPTH)
  return found.sort()
}

/** Whether a model of this name lies below the folder that an administrator has named. */
export function hasModelFolder(root: string | undefined, name: string): boolean {
  if (root === undefined) return false
  const folder = path.resolve(/* turbopackIgnore: true */ root, name)
  return isBelow(root, folder) && isModelFolder(folder)
}

/** Where a model lies. Throws `not-configured`, `bad-input` for a name that leads out of the folder, `not-found`. */
export async function resolveModelFolder(root: string | undefined, name: string): Promise<string> {
  if (root === undefined)
    throw new AppError(
      'not-configured',
      'Models on disk need the variable PORTOLAN_MODELS: the folder that their folders lie in',
    )
  const folder = path.resolve(/* turbopackIgnore: true */ root, name)
  if (!isBelow(root, folder))
    throw new AppError('bad-input', `"${name}" leads out of the folder of models (PORTOLAN_MODELS)`)
  if (!isModelFolder(folder))
    throw new AppError(
      'not-found',
      `There is no model in ${folder}: it must hold model.onnx (or onnx/model.onnx) and tokenizer.json`,
    )
  // A link may lead out of it too; the files of a cache such as Hugging Face's are links, so the folder alone is looked at.
  if (!isBelow(await realpath(root), await realpath(folder)))
    throw new AppError(
      'bad-input',
      `"${name}" is a link that leads out of the folder of models (PORTOLAN_MODELS)`,
    )
  return folder
}

/** The file of the graph in a model's folder. */
export function modelFile(folder: string): string | undefined {
  return MODEL_FILES.map((file) => path.join(/* turbopackIgnore: true */ folder, file)).find((file) =>
    existsSync(/* turbopackIgnore: true */ file),
  )
}

function isModelFolder(folder: string): boolean {
  return (
    modelFile(folder) !== undefined &&
    existsSync(path.join(/* turbopackIgnore: true */ folder, 'tokenizer.json'))
  )
}

function isBelow(root: string, folder: string): boolean {
  const way = path.relative(root, folder)
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way)
}
