import 'server-only'

/** A place in a text; both count from 1. */
export interface Position {
  line: number
  column: number
}

/** Finds line and column of an offset. */
export class Lines {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  positionAt(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }

  /** The inverse; within the text. */
  offsetAt({ line, column }: Position): number {
    return (this.#starts[Math.min(line, this.#starts.length) - 1] ?? 0) + column - 1
  }
}
