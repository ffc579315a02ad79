import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { Admin } from './admin'

interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, unknown> }[]
  users: { name: string; user: Record<string, unknown> }[]
  contexts: { name: string; context: Record<string, unknown> }[]
  'current-context': string
  [key: string]: unknown
}

/** A cluster to test against, and the means to change what is in it. */
export class Target {
  readonly admin: Admin
  readonly context: string
  readonly folder = mkdtempSync(path.join(tmpdir(), 'portolan-kubernetes-'))
  readonly #document: Kubeconfig
  /** In the names of all that is made, so that two runs on one cluster don't meet. */
  readonly run = randomBytes(3).toString('hex')
  #files = 0

  constructor(kubeconfig: string) {
    this.#document = absolute(parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig, path.dirname(kubeconfig))
    this.context = this.#document['current-context']
    this.admin = new Admin(this.kubeconfig(), this.context)
  }

  /** A kubeconfig like the administrator's, changed; returns its path. */
  kubeconfig(change: (document: Kubeconfig) => void = () => undefined): string {
    const document = structuredClone(this.#document)
    change(document)
    const file = path.join(this.folder, `kubeconfig-${++this.#files}.json`)
    writeFileSync(file, JSON.stringify(document), { mode: 0o600 })
    return file
  }

  /** One in which we are somebody else. */
  kubeconfigOf(user: Record<string, unknown>): string {
    return this.kubeconfig((document) => {
      document.users = document.users.map((one) => ({ ...one, user: { ...user } }))
    })
  }

  /** One in which the administrator acts as somebody who may do only what roles allow. */
  kubeconfigAs(name: string): string {
    return this.kubeconfig((document) => {
      document.users = document.users.map((one) => ({ ...one, user: { ...one.user, as: name } }))
    })
  }

  async namespace(name: string): Promise<string> {
    const full = `portolan-test-${this.run}-${name}`
    await this.admin.create('/api/v1/namespaces', { metadata: { name: full } })
    return full
  }

  async close(): Promise<void> {
    await this.admin.cleanUp()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Paths in a kubeconfig are relative to it, and ours stands elsewhere. */
function absolute(document: Kubeconfig, folder: string): Kubeconfig {
  for (const { cluster } of document.clusters) resolve(cluster, 'certificate-authority', folder)
  for (const { user } of document.users) {
    for (const field of ['client-certificate', 'client-key', 'tokenFile']) resolve(user, field, folder)
  }
  return document
}

function resolve(record: Record<string, unknown>, field: string, folder: string): void {
  const value = record[field]
  if (typeof value === 'string') record[field] = path.resolve(folder, value)
}
