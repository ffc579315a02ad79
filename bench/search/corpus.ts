const VOCABULARY = 60_000
/** So many passages share each subject, whose words they hold beside common ones. */
const SUBJECTS = 2_000
const CLUSTERS = 500

/** Text and vectors that are spread as real ones are, the same in every run. */
export class Corpus {
  readonly #random = generator(42)
  readonly #words = Array.from({ length: VOCABULARY }, (_, at) => nameOf(at))
  readonly #shares = zipf(VOCABULARY)
  readonly #centres: Float32Array[]

  constructor(private readonly dimension = 384) {
    this.#centres = Array.from({ length: CLUSTERS }, () => this.#gaussian())
  }

  /** Some 100 words of running text: common ones by Zipf's law, a fifth from the subject that it is about. */
  passage(): string {
    const subject = this.#below(SUBJECTS)
    const length = 70 + this.#below(70)
    return Array.from({ length }, () => (this.#random() < 0.2 ? this.#wordOf(subject) : this.#word())).join(
      ' ',
    )
  }

  /** What a person would ask of it: two words of a subject among four others. */
  question(): string {
    const subject = this.#below(SUBJECTS)
    const others = Array.from({ length: 4 }, () => this.#word())
    return [...others, this.#wordOf(subject), this.#wordOf(subject)].join(' ')
  }

  /** Of length 1, near one of the centres. */
  vector(): Float32Array {
    const centre = this.#centres[this.#below(CLUSTERS)] ?? new Float32Array(this.dimension)
    const noise = this.#gaussian()
    return normal(centre.map((value, at) => value + 0.7 * (noise[at] ?? 0)))
  }

  #word(): string {
    const wanted = this.#random() * (this.#shares.at(-1) ?? 1)
    let [low, high] = [0, VOCABULARY - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#shares[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return this.#words[low] ?? ''
  }

  #wordOf(subject: number): string {
    return this.#words[(2_000 + subject * 25 + this.#below(25)) % VOCABULARY] ?? ''
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #gaussian(): Float32Array {
    return normal(
      Float32Array.from({ length: this.dimension }, () => {
        // Box and Muller.
        return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random())
      }),
    )
  }
}

/** The share of words up to each, most frequent first; the most frequent of all are stop words, and left out. */
function zipf(count: number): Float64Array {
  let sum = 0
  return Float64Array.from({ length: count }, (_, at) => (sum += 1 / (at + 20)))
}

/** Of letters alone, and no two with one stem. */
function nameOf(at: number): string {
  const letters = 'bcdfghjklm'
  return `q${Array.from(String(at), (digit) => `${letters[Number(digit)] ?? ''}o`).join('')}x`
}

function normal(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
