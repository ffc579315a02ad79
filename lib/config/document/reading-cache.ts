import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { ServerReading } from '@/lib/domain/server-document'
import { inSlices } from '@/lib/kit/in-slices'
import type { JsonObject } from './format'
import type { Position } from './lines'
import type { ParsedText, Path } from './parsed-text'
import { toJson } from './to-json'
import { type Block, type Blocks, blocksOf } from './yaml-blocks'
import { parseYamlText } from './yaml-text'

/** One server's lines, read. Positions count from the block's own first line. */
interface KnownBlock {
  name: string
  value: JsonObject[string]
  column: number
}

interface KnownReading {
  /** Whose reading it is: the same lines mean something else in another file, or as another program's. */
  context: string
  line: number
  reading: ServerReading
}

/** Under this, a text is read in one at less cost than in parts. */
const LARGE_TEXT = 20_000
const MANY_BLOCKS = 2_000

/**
 * Remembers the servers of large YAML texts by their lines, so that a text in which one server of thousands has changed
 * is read at the cost of that one. For one set of variables: what is filled in is remembered too.
 */
export class ReadingCache {
  #blocks = new Map<string, KnownBlock>()
  #readings = new WeakMap<object, KnownReading>()
  readonly #largeFrom: number

  /** Shorter texts are read in one. */
  constructor({ largeFrom = LARGE_TEXT }: { largeFrom?: number } = {}) {
    this.#largeFrom = largeFrom
  }

  /** Reads what is new in a text bit by bit, so that others get their turn; `parse` then finds it known. */
  async warm(text: string, signal?: AbortSignal): Promise<void> {
    const blocks = text.length < this.#largeFrom ? undefined : blocksOf(text)
    if (blocks)
      await inSlices(blocks.servers, (block) => this.#read(blocks.root, block) !== undefined, signal)
  }

  /** The text as `parseYamlText` reads it; undefined where it must be read in one, as for every text with a fault. */
  parse(text: string): ParsedText | undefined {
    const blocks = text.length < this.#largeFrom ? undefined : blocksOf(text)
    if (!blocks) return undefined
    const rest = parseYamlText(blocks.rest)
    if (rest.faults.length > 0 || !(rest.value === null || isObject(rest.value))) return undefined
    const servers = new Map<string, { known: KnownBlock; block: Block }>()
    for (const block of blocks.servers) {
      const known = this.#read(blocks.root, block)
      if (!known || servers.has(known.name)) return undefined
      servers.set(known.name, { known, block })
    }
    this.#forget(blocks)
    const byName = Object.fromEntries([...servers].map(([name, { known }]) => [name, known.value]))
    return {
      syntax: 'yaml',
      value: { ...(rest.value ? toJson(rest.value) : {}), [blocks.root]: byName },
      isJson: true,
      faults: [],
      locate: (path) => locate(path, blocks, servers, rest),
    }
  }

  /** A server's reading is the same as long as its lines are; only the lines before it may have grown. */
  reading(
    document: unknown,
    { context, line }: { context: string; line: number | undefined },
    read: () => ServerReading,
  ): ServerReading {
    if (!isObject(document) || line === undefined) return read()
    const known = this.#readings.get(document)
    if (known?.context === context)
      return known.line === line ? known.reading : moved(known.reading, line - known.line)
    const reading = read()
    this.#readings.set(document, { context, line, reading })
    return reading
  }

  #read(root: string, block: Block): KnownBlock | undefined {
    const key = `${root}:${block.text}`
    const before = this.#blocks.get(key)
    if (before) return before
    const parsed = parseYamlText(`${root}:\n${block.text}`)
    const { value, faults } = parsed
    const servers = isObject(value) ? value[root] : undefined
    const names = isObject(servers) ? Object.keys(servers) : []
    const [name] = names
    if (faults.length > 0 || !isObject(servers) || names.length !== 1 || name === undefined) return undefined
    const inner = toJson(servers)[name]
    if (inner === undefined) return undefined
    const known = { name, value: inner, column: parsed.locate([root, name])?.column ?? 1 }
    this.#blocks.set(key, known)
    return known
  }

  /** Drafts come and go: what no text of late has held is let go of. */
  #forget(blocks: Blocks): void {
    if (this.#blocks.size < 2 * blocks.servers.length + MANY_BLOCKS) return
    const keys = new Set(blocks.servers.map((block) => `${blocks.root}:${block.text}`))
    this.#blocks = new Map([...this.#blocks].filter(([key]) => keys.has(key)))
  }
}

function locate(
  path: Path,
  blocks: Blocks,
  servers: ReadonlyMap<string, { known: KnownBlock; block: Block }>,
  rest: ParsedText,
): Position | undefined {
  const [root, name, ...inner] = path
  if (root !== blocks.root) return rest.locate(path)
  if (name === undefined) return { line: blocks.rootLine + 1, column: 1 }
  const server = servers.get(String(name))
  if (!server) return undefined
  const { known, block } = server
  if (inner.length === 0) return { line: block.line + 1, column: known.column }
  // Only what is wrong is looked for deeper, so it may be read once more.
  const found = parseYamlText(`${blocks.root}:\n${block.text}`).locate(path)
  return found && { line: found.line - 1 + block.line, column: found.column }
}

function moved({ candidate, problems }: ServerReading, lines: number): ServerReading {
  const shift = <T extends { line?: number | undefined }>(place: T): T =>
    place.line === undefined ? place : { ...place, line: place.line + lines }
  return {
    problems: problems.map(shift),
    ...(candidate && {
      candidate: candidate.origin ? { ...candidate, origin: shift(candidate.origin) } : candidate,
    }),
  }
}
