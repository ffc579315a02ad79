import 'server-only'
import type { Sealer } from './secrets'
import { type Blocks, blocksOf } from './document/yaml-blocks'
import { type Masked, maskComments, maskText } from './document/mask'
import { syntaxOf } from './document/parse-text'
import { HIDDEN } from '@/lib/domain/endpoint'
import { inSlices } from '@/lib/kit/in-slices'

/** A text with its secret values hidden, and what it takes to put them back. */
export interface Hidden {
  text: string
  /** The value behind each mark. */
  secrets: Map<string, string>
  /** Whole values as they are shown and as they are written, in the order of the text. */
  literals: { shown: string; written: string }[]
  isBroken: boolean
}

/** A hidden value in a text that is edited: the dots, and six letters that tell which value it is. */
export const MARKED = new RegExp(`${HIDDEN}([a-z2-7]{6})?`, 'g')

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
/** Smaller texts are masked in one. */
const LARGE_TEXT = 20_000
const KEPT_BLOCKS = 20_000

/**
 * Hides the secret values of configuration texts, each behind a mark that is the same wherever the value stands. So a person
 * may move, copy and rename what surrounds a hidden value, in any version of any file, and it is known which one is meant.
 */
export class HiddenValues {
  readonly #blocks = new Map<string, Hidden>()

  constructor(private readonly sealer: Pick<Sealer, 'digest'>) {}

  /** Masks what is new in a large text bit by bit, so that others get their turn; `hide` is then quick. */
  async warm(text: string, place: string): Promise<void> {
    const blocks = largeBlocksOf(text, place)
    if (blocks) await inSlices(blocks.servers, (block) => this.#block(blocks.root, block.text, place))
  }

  hide(text: string, place: string): Hidden {
    return this.#inParts(text, place) ?? this.#whole(text, place)
  }

  #whole(text: string, place: string): Hidden {
    const secrets = new Map<string, string>()
    const mask = (value: string) => {
      if (value.includes(HIDDEN)) return value
      const mark = this.#markOf(value)
      // Two values with one mark can't be told apart: the second must be entered again when it is saved.
      if ((secrets.get(mark) ?? value) !== value) return HIDDEN
      secrets.set(mark, value)
      return HIDDEN + mark
    }
    const masked = maskText(text, place, mask)
    return { text: masked.text, secrets, literals: literalsOf(text, masked), isBroken: masked.isBroken }
  }

  /** Of a large file only the servers that changed are masked again. */
  #inParts(text: string, place: string): Hidden | undefined {
    const blocks = largeBlocksOf(text, place)
    const first = blocks?.servers[0]
    const last = blocks?.servers.at(-1)
    if (!blocks || !first || !last) return undefined
    const head = this.#section(text.slice(0, first.offset), place)
    const tail = this.#section(text.slice(last.offset + last.text.length), place)
    const servers = blocks.servers.map((block) => this.#block(blocks.root, block.text, place))
    const parts = [head, ...servers, tail]
    if (parts.some(({ isBroken }) => isBroken)) return undefined
    const secrets = new Map(parts.flatMap((part) => [...part.secrets]))
    const literals = parts.flatMap((part) => part.literals)
    return { text: parts.map((part) => part.text).join(''), secrets, literals, isBroken: false }
  }

  #block(root: string, text: string, place: string): Hidden {
    const known = this.#blocks.get(text)
    if (known) return known
    const frame = `${root}:\n`
    const hidden = this.#whole(frame + text, place)
    const block = { ...hidden, text: hidden.text.slice(frame.length) }
    if (this.#blocks.size >= KEPT_BLOCKS) this.#blocks.clear()
    this.#blocks.set(text, block)
    return block
  }

  /** What stands before and after the servers may be nothing but comments, which is no document. */
  #section(text: string, place: string): Hidden {
    const isNothing = text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line))
    if (!isNothing) return this.#whole(text, place)
    const secrets = new Map<string, string>()
    const mask = (value: string) => {
      const mark = this.#markOf(value)
      secrets.set(mark, value)
      return HIDDEN + mark
    }
    return { text: maskComments(text, mask), secrets, literals: [], isBroken: false }
  }

  #markOf(value: string): string {
    const digest = Buffer.from(this.sealer.digest(value, 'hidden values'), 'base64url')
    return [...digest.subarray(0, 6)].map((byte) => LETTERS[byte % 32]).join('')
  }
}

function largeBlocksOf(text: string, place: string): Blocks | undefined {
  return text.length >= LARGE_TEXT && syntaxOf(place) === 'yaml' ? blocksOf(text) : undefined
}

function literalsOf(text: string, { leaves }: Masked): Hidden['literals'] {
  return leaves.map(({ start, end, masked }) => ({
    shown: JSON.stringify(masked),
    written: text.slice(start, end),
  }))
}
