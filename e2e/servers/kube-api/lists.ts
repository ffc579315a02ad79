import { randomUUID } from 'node:crypto'
import type { KubeObject } from './kube-object'
import { badRequest, expired } from './status'

interface Rest {
  revision: number
  objects: KubeObject[]
}

export interface Page {
  objects: KubeObject[]
  revision: number
  continue?: string
  remaining?: number
}

/** Lists in pages: what a token stands for is what there was at the first page, as the real one has it. */
export class Lists {
  readonly #rests = new Map<string, Rest>()

  page(token: string | null, limit: number, first: () => Rest): Page {
    const { revision, objects } = token === null ? first() : this.#rest(token)
    if (!(limit > 0) || objects.length <= limit) return { objects, revision }
    const next = randomUUID()
    const rest = objects.slice(limit)
    this.#rests.set(next, { revision, objects: rest })
    return { objects: objects.slice(0, limit), revision, continue: next, remaining: rest.length }
  }

  /** Tokens are good for as long as their version is. */
  expire(): void {
    for (const token of this.#rests.keys()) this.#rests.set(token, { revision: -1, objects: [] })
  }

  #rest(token: string): Rest {
    const rest = this.#rests.get(token)
    if (!rest) throw badRequest('continue key is not valid')
    if (rest.revision < 0)
      throw expired('The provided continue parameter is too old to display a consistent list result')
    return rest
  }
}
