import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Access } from './access'
import { documentAt } from './documents'
import { Faults, type RequestLine } from './faults'
import type { KubeObject } from './kube-object'
import { type KubeconfigUser, writeKubeconfig } from './kubeconfig'
import { Lists } from './lists'
import { keyOf, Objects } from './objects'
import { type Target, targetOf, verbOf } from './request'
import { apiVersionOf, type Resource, servedResources } from './resources'
import { fieldTest, labelTest, type Test } from './selectors'
import { statusBody, StatusError } from './status'
import { Watches } from './watches'
import { write } from './writes'

export interface KubeApiOptions {
  bookmarkEveryMs?: number
}

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions'

type ObjectsTarget = Extract<Target, { kind: 'objects' }>

/**
 * A small API server of Kubernetes: lists in pages, watches with bookmarks, resource versions and their compaction, label and
 * field selectors, custom resources, RBAC; and all that can go wrong with one, on demand. Source: Kubernetes API concepts.
 */
export class KubeApi {
  readonly objects = new Objects()
  readonly access = new Access(this.objects)
  readonly faults = new Faults()
  readonly watches = new Watches(this.objects)
  /** Everything that was asked, in order. */
  readonly requests: RequestLine[] = []
  readonly #lists = new Lists()
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  constructor(private readonly options: KubeApiOptions = {}) {
    for (const name of ['default', 'kube-system']) this.apply('/namespaces', { metadata: { name } })
    this.objects.subscribe(({ type, resource, object }) => {
      if (type === 'DELETED' && resource === DEFINITIONS) this.#forget(servedResources([object]).at(-1))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Connections of clients that are open. */
  get connections(): number {
    return this.#sockets.size
  }

  /** On the same port as before, if it was stopped. */
  async start(port = this.#port): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    this.#server = server
    this.#port = (server.address() as AddressInfo).port // listens on a port, not on a pipe
    return this
  }

  /** As a crash would: every connection is cut. What is stored stays. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** Creates or replaces, past all checks. `resource` is `group/plural`. */
  apply(resource: string, object: KubeObject): KubeObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    return this.objects.get(resource, key)
      ? this.objects.update(resource, object)
      : this.objects.create(resource, object)
  }

  /** Versions up to now are forgotten, and so are pages of lists. */
  compact(): void {
    this.objects.compact()
    this.#lists.expire()
  }

  writeKubeconfig(file: string, user: KubeconfigUser = { token: 'admin-token' }, context = 'test'): string {
    return writeKubeconfig(file, { [context]: this.url }, user)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    const line = { method: request.method ?? 'GET', path: pathname, query: searchParams }
    this.requests.push(line)
    try {
      if (await this.#isFaulty(line, response)) return
      await this.#serve(line, request, response)
    } catch (error) {
      const status =
        error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error))
      send(response, status.code, statusBody(status))
    }
  }

  async #isFaulty(line: RequestLine, response: ServerResponse): Promise<boolean> {
    const fault = this.faults.of(line)
    if (!fault) return false
    switch (fault.kind) {
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms))
        return false
      case 'cut':
        response.destroy()
        return true
      case 'hang':
        return true
      case 'silent':
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
        return true
      case 'answer':
        response.writeHead(fault.status, fault.headers).end(fault.body)
        return true
    }
  }

  async #serve(
    { method, path, query }: RequestLine,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const user = this.access.userOf(request.headers)
    const resources = servedResources(this.objects.list(DEFINITIONS))
    const target = targetOf(path, resources)
    if (target.kind === 'document') {
      send(response, 200, documentAt(path, resources))
      return
    }
    const { resource, namespace, name } = target
    const verb = verbOf(method, name, ['1', 'true'].includes(query.get('watch') ?? ''))
    this.access.check(user, { verb, group: resource.group, plural: resource.plural, namespace })
    if (verb === 'watch') this.#watch(target, query, response)
    else if (verb === 'list') send(response, 200, this.#list(target, query))
    else if (verb === 'get') send(response, 200, this.#get(target))
    else {
      const { code, object } = write(this.objects, {
        verb,
        resource,
        namespace,
        name,
        body: await readBody(request),
      })
      send(response, code, object ? present(target, object) : { kind: 'Status', status: 'Success' })
    }
  }

  /** With a definition go its objects. */
  #forget(resource: Resource | undefined): void {
    const id = `${resource?.group ?? ''}/${resource?.plural ?? ''}`
    for (const object of this.objects.list(id)) this.objects.delete(id, keyOf(object))
    this.watches.end(id)
  }

  #get(target: ObjectsTarget): KubeObject {
    const { resource, namespace = '', name = '' } = target
    const object = this.objects.get(idOf(target), `${namespace}/${name}`)
    if (!object) throw new StatusError(404, 'NotFound', `${resource.plural} "${name}" not found`)
    return present(target, object)
  }

  #list(target: ObjectsTarget, query: URLSearchParams): object {
    const matches = selection(query)
    const page = this.#lists.page(query.get('continue') || null, Number(query.get('limit')), () => ({
      revision: this.objects.revision,
      objects: this.objects.list(idOf(target), target.namespace).filter(matches),
    }))
    const { kind, apiVersion } = present(target, { metadata: { name: '' } })
    const metadata = {
      resourceVersion: String(page.revision),
      ...(page.continue && { continue: page.continue, remainingItemCount: page.remaining }),
    }
    // Without kind and apiVersion in the items, as the real one has it for what is built in.
    const items = page.objects.map((object) =>
      target.resource.group === '' ? object : present(target, object),
    )
    return { kind: `${String(kind)}List`, apiVersion, metadata, items }
  }

  #watch(target: ObjectsTarget, query: URLSearchParams, response: ServerResponse): void {
    const wantsBookmarks = query.get('allowWatchBookmarks') === 'true'
    this.watches.serve(
      {
        resource: idOf(target),
        namespace: target.namespace,
        matches: selection(query),
        from: Number(query.get('resourceVersion')) || undefined,
        timeoutMs: Number(query.get('timeoutSeconds') ?? 1_800) * 1_000,
        bookmarkEveryMs: wantsBookmarks ? (this.options.bookmarkEveryMs ?? 60_000) : undefined,
        present: (object) => present(target, object),
      },
      response,
    )
  }
}

function idOf({ resource }: ObjectsTarget): string {
  return `${resource.group}/${resource.plural}`
}

function present({ resource, version }: ObjectsTarget, object: KubeObject): KubeObject {
  return { ...object, kind: resource.kind, apiVersion: apiVersionOf(resource.group, version) }
}

function selection(query: URLSearchParams): Test {
  const labels = labelTest(query.get('labelSelector') ?? '')
  const fields = fieldTest(query.get('fieldSelector') ?? '')
  return (object) => labels(object) && fields(object)
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

function send(response: ServerResponse, status: number, body: object | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' })
  response.end(text)
}
