import 'server-only'
import type { Postings } from '@/lib/store/passage-postings'

/** Of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), as most engines set them. */
const K1 = 1.2
const B = 0.75

export interface Scored {
  id: number
  score: number
}

/** How much a term that `holding` of `all` passages hold says; Lucene's form, which is never negative. */
export function idfOf(holding: number, all: number): number {
  return Math.log(1 + (Math.max(0, all - holding) + 0.5) / (holding + 0.5))
}

/** All passages that hold any of the terms, with their BM25. */
export class LexicalRanking {
  /** An open-addressed table: a Map takes ten times as long for a hundred thousand passages. */
  readonly #ids: Uint32Array
  readonly #scores: Float64Array
  readonly #mask: number

  /** `totals`: of all passages, of whatever language. */
  constructor(lists: Iterable<readonly Postings[]>, totals: { passages: number; length: number }) {
    const all = [...lists]
    const entries = all.flat().reduce((sum, postings) => sum + postings.length / 2, 0)
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, entries * 2)))
    this.#ids = new Uint32Array(size)
    this.#scores = new Float64Array(size)
    this.#mask = size - 1
    const perWord = totals.length > 0 ? (B * totals.passages) / totals.length : 0
    for (const list of all) this.#add(list, idfOf(entriesOf(list), totals.passages), perWord)
  }

  #add(list: readonly Postings[], idf: number, perWord: number): void {
    for (const postings of list) {
      for (let at = 0; at < postings.length; at += 2) {
        const id = postings[at] ?? 0
        const packed = postings[at + 1] ?? 0
        const count = packed >>> 16
        const norm = K1 * (1 - B + perWord * (packed & 0xffff))
        const slot = this.#slotOf(id)
        this.#ids[slot] = id
        this.#scores[slot] = (this.#scores[slot] ?? 0) + (idf * count * (K1 + 1)) / (count + norm)
      }
    }
  }

  /** Zero for what holds none of the terms. */
  scoreOf(id: number): number {
    return this.#scores[this.#slotOf(id)] ?? 0
  }

  /** The best, best first; of equal ones the earlier written. What `admits` refuses is passed over. */
  top(count: number, admits: (id: number) => boolean = () => true): Scored[] {
    const best: Scored[] = []
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const id = this.#ids[slot] ?? 0
      const score = this.#scores[slot] ?? 0
      const worst = best.length < count ? undefined : best[0]
      if (id === 0 || (worst && (score < worst.score || (score === worst.score && id > worst.id)))) continue
      if (!admits(id)) continue
      if (worst) popWorst(best)
      pushWorst(best, { id, score })
    }
    return best.sort(compare)
  }

  /** How many are better, among those that `admits` lets through. */
  above({ id, score }: Scored, admits: (id: number) => boolean = () => true): number {
    let better = 0
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const other = { id: this.#ids[slot] ?? 0, score: this.#scores[slot] ?? 0 }
      if (other.id !== 0 && compare(other, { id, score }) < 0 && admits(other.id)) better++
    }
    return better
  }

  #slotOf(id: number): number {
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): ids follow each other, and would fill the table in clusters.
    let slot = (Math.imul(id, 0x9e3779b1) >>> 7) & this.#mask
    while (this.#ids[slot] !== 0 && this.#ids[slot] !== id) slot = (slot + 1) & this.#mask
    return slot
  }
}

export function entriesOf(list: readonly Postings[]): number {
  return list.reduce((sum, postings) => sum + postings.length / 2, 0)
}

function compare(one: Scored, other: Scored): number {
  return other.score - one.score || one.id - other.id
}

/** A binary heap with the worst at its root. */
function pushWorst(heap: Scored[], item: Scored): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isWorse(heap, at, parent)) return
    swap(heap, at, parent)
    at = parent
  }
}

function popWorst(heap: Scored[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  heap[0] = last
  let at = 0
  for (;;) {
    const [left, right] = [at * 2 + 1, at * 2 + 2]
    let worst = at
    if (left < heap.length && isWorse(heap, left, worst)) worst = left
    if (right < heap.length && isWorse(heap, right, worst)) worst = right
    if (worst === at) return
    swap(heap, at, worst)
    at = worst
  }
}

function isWorse(heap: readonly Scored[], one: number, other: number): boolean {
  const [a, b] = [heap[one], heap[other]]
  return a !== undefined && b !== undefined && compare(a, b) > 0
}

function swap(heap: Scored[], one: number, other: number): void {
  const [a, b] = [heap[one], heap[other]]
  if (!a || !b) return
  heap[one] = b
  heap[other] = a
}
