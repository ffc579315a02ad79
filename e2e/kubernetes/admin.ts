import type { RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import { Agent, type Dispatcher, request } from 'undici'

export interface TestObject {
  metadata: {
    name: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    [key: string]: unknown
  }
  [key: string]: unknown
}

/** Writes objects as an administrator would, past everything of Portolan; takes away all that it made. */
export class Admin {
  readonly #config = new KubeConfig()
  readonly #made: string[] = []
  #agent: Agent | undefined

  constructor(
    readonly kubeconfig: string,
    readonly context: string,
  ) {
    this.#config.loadFromFile(kubeconfig)
    this.#config.setCurrentContext(context)
  }

  get server(): string {
    return this.#config.getCurrentCluster()?.server ?? ''
  }

  async create(collection: string, object: TestObject): Promise<void> {
    await this.#ask('POST', collection, object)
    this.#made.push(`${collection}/${object.metadata.name}`)
  }

  async patch(path: string, patch: object): Promise<void> {
    await this.#ask('PATCH', path, patch)
  }

  async delete(path: string): Promise<void> {
    await this.#ask('DELETE', path)
    const index = this.#made.indexOf(path)
    if (index >= 0) this.#made.splice(index, 1)
  }

  /** Whether something is there. */
  async has(path: string): Promise<boolean> {
    return (await this.#send('GET', path)).status === 200
  }

  /** What a GET answers, parsed. */
  get(path: string): Promise<unknown> {
    return this.#ask('GET', path)
  }

  /** The newest first, so that what is in a namespace goes before it. */
  async cleanUp(): Promise<void> {
    for (const path of this.#made.splice(0).reverse()) await this.#send('DELETE', path)
    await this.#agent?.close()
  }

  async #ask(method: Dispatcher.HttpMethod, path: string, body?: object): Promise<unknown> {
    const { status, text } = await this.#send(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`)
    return JSON.parse(text) as unknown
  }

  async #send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string }> {
    const options: RequestOptions = {}
    await this.#config.applyToHTTPSOptions(options)
    const { ca, cert, key, rejectUnauthorized } = options as Record<string, never> // of TLS, handed on as they are
    this.#agent ??= new Agent({ connect: { ca, cert, key, rejectUnauthorized }, allowH2: false })
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = await request(this.server + path, {
      method,
      dispatcher: this.#agent,
      headers: { ...(options.headers as Record<string, string>), 'content-type': contentType },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.statusCode, text: await response.body.text() }
  }
}
