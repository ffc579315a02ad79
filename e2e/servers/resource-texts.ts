import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What test servers have to read (`flags`), changed by the test while they run, and what was asked of them. */
export class ResourceTexts {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'portolan-resources-'))
  readonly #file = path.join(this.#folder, 'resources.json')
  readonly #journal = path.join(this.#folder, 'journal')
  #texts: Record<string, string> = {}

  constructor(texts: Record<string, string> = {}) {
    writeFileSync(this.#journal, '')
    this.put(texts)
  }

  get flags(): string[] {
    return ['--resources', this.#file, '--journal', this.#journal]
  }

  /** Changes some; undefined takes one away. */
  put(texts: Record<string, string | undefined>): void {
    const all = Object.entries({ ...this.#texts, ...texts })
    this.#texts = Object.fromEntries(all.filter((one): one is [string, string] => one[1] !== undefined))
    writeFileSync(this.#file, JSON.stringify(this.#texts))
  }

  /** Lines such as `read note://a` and `subscribe note://a`, oldest first. */
  journal(): string[] {
    return readFileSync(this.#journal, 'utf8').split('\n').filter(Boolean)
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
