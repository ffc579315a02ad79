import 'server-only'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = NodeFS['init']
/** The part of Emscripten's file system for Node that PGlite's types leave out. */
interface NodeFiles {
  realPath(node: unknown): string
  stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number }
}

/**
 * Files whose fsync reaches the disk. PGlite's own do nothing on fsync, so that a commit survives the end of the
 * process, but not the end of the machine; Postgres started with fsync on, over these, survives both.
 */
export class SyncedFiles extends NodeFS {
  constructor(
    path: string,
    private readonly sync: (file: number | string) => void = syncFile,
  ) {
    super(path)
  }

  override async init(...[pglite, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pglite, options)
    const addFsync = (module: { FS: { filesystems: { NODEFS: NodeFiles } } }) => {
      const files = module.FS.filesystems.NODEFS
      files.stream_ops.fsync = ({ nfd, node }) => {
        this.sync(nfd ?? files.realPath(node))
        return 0
      }
    }
    // Emscripten calls preRun functions with the module; its types know no file systems.
    const preRun = [...([emscriptenOpts.preRun ?? []].flat() as unknown[]), addFsync]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } as typeof emscriptenOpts }
  }
}

/** A directory has no descriptor in Emscripten, so it comes by its path. */
function syncFile(file: number | string): void {
  const descriptor = typeof file === 'number' ? file : openSync(file, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    if (descriptor !== file) closeSync(descriptor)
  }
}

/** Brings a whole folder to the disk. */
export async function syncFolder(path: string): Promise<void> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    syncFile(join(entry.parentPath, entry.name))
  }
  syncFile(path)
}
