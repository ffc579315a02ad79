/** A file and where it lay: `guides/dns.md`. */
export interface NamedFile {
  name: string
  file: File
}

/** More at once is taken for a mistake: a home folder, a disk. */
export const MOST_FILES = 5_000
/** One more is looked for, to know that there are more. */
const LOOKED_FOR = MOST_FILES + 1

/** What a system or a tool puts beside the files that were meant. */
const LITTER = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.git|node_modules|__MACOSX)(?:\/|$)/

/** The files of a drop, those in folders too. Must be called while the drop is handled: its items are gone after. */
export async function droppedFiles(items: DataTransferItemList): Promise<NamedFile[]> {
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry() ?? [])
  const found: NamedFile[] = []
  for (const entry of entries) await collect(entry, found)
  return found
}

/** Those of an `<input type="file">`, which tells the folder when one was chosen. */
export function chosenFiles(files: FileList | null): NamedFile[] {
  return Array.from(files ?? [])
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter(({ name }) => !LITTER.test(name))
    .slice(0, LOOKED_FOR)
}

async function collect(entry: FileSystemEntry, found: NamedFile[]): Promise<void> {
  const name = entry.fullPath.replace(/^\//, '')
  if (found.length >= LOOKED_FOR || LITTER.test(name)) return
  if (isFile(entry)) {
    found.push({ name, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) })
  } else if (isFolder(entry)) {
    for (const child of await childrenOf(entry)) await collect(child, found)
  }
}

/** A reader gives at most a hundred at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
