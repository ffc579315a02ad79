import 'server-only'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError, messageOf } from '@/lib/kit/app-error'

/** Where a Pod finds what its ServiceAccount may use. Source: Kubernetes, "Accessing the Kubernetes API from a Pod". */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** What the cluster that Portolan runs in is called. */
export const IN_CLUSTER = 'in-cluster'

export type ConfigPlace =
  { kind: 'in-cluster'; server: string; folder: string } | { kind: 'files'; files: readonly string[] }

export interface ConfigQuestion {
  /** Path of a kubeconfig; empty where none is named. */
  kubeconfig: string
  contexts: readonly string[]
  variable: (name: string) => string | undefined
  folder?: string
}

/** A named kubeconfig goes first, then the cluster we run in, then what kubectl would read. */
export function configPlace({
  kubeconfig,
  contexts,
  variable,
  folder = SERVICE_ACCOUNT,
}: ConfigQuestion): ConfigPlace {
  const home = variable('HOME') ?? ''
  if (kubeconfig !== '') return { kind: 'files', files: [kubeconfig.replace(/^~(?=\/)/, home)] }
  const host = variable('KUBERNETES_SERVICE_HOST')
  if (host && contexts.every((context) => context === IN_CLUSTER)) {
    const port = variable('KUBERNETES_SERVICE_PORT') || '443'
    return {
      kind: 'in-cluster',
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      folder,
    }
  }
  const named = (variable('KUBECONFIG') ?? '').split(path.delimiter).filter(Boolean)
  return { kind: 'files', files: named.length > 0 ? named : [path.join(home, '.kube', 'config')] }
}

/** Reads it anew: files, certificates and tokens may have been replaced. Throws `not-configured` or `invalid-config`. */
export async function loadConfig(place: ConfigPlace): Promise<KubeConfig> {
  // Loaded when it is needed: it takes some 80 MB, which who reads no cluster need not pay.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  if (place.kind === 'in-cluster') {
    const caFile = `${place.folder}/ca.crt`
    config.loadFromOptions({
      clusters: [{ name: IN_CLUSTER, server: place.server, caFile, skipTLSVerify: false }],
      users: [{ name: IN_CLUSTER, authProvider: tokenFile(`${place.folder}/token`) }],
      contexts: [{ name: IN_CLUSTER, cluster: IN_CLUSTER, user: IN_CLUSTER }],
      currentContext: IN_CLUSTER,
    })
    return config
  }
  for (const file of place.files) {
    const one = new KubeConfig()
    const text = JSON.stringify(await readDocument(file))
    try {
      one.loadFromString(text)
      one.makePathsAbsolute(path.dirname(file))
      config.mergeConfig(one, Boolean(config.currentContext))
    } catch (error) {
      throw new AppError('invalid-config', `The kubeconfig ${file} can't be used: ${messageOf(error)}`)
    }
  }
  return config
}

/** The contexts to read: those that are named, else the current one. Throws `not-configured` when there is none. */
export function contextsOf(config: KubeConfig, place: ConfigPlace, named: readonly string[]): string[] {
  if (place.kind === 'in-cluster') return [IN_CLUSTER]
  if (named.length > 0) return [...new Set(named)]
  // The library's type promises a text; a file without `current-context` has none.
  const current = config.getCurrentContext() as string | undefined
  if (current) return [current]
  throw new AppError(
    'not-configured',
    `${place.files.join(', ')} names no current context: set Contexts, or run kubectl config use-context`,
  )
}

const documentSchema = z.looseObject({
  users: z
    .array(z.looseObject({ user: z.looseObject({ tokenFile: z.string().optional() }).nullish() }))
    .nullish(),
})

/** The library's own reader puts the file's text, secrets and all, into its errors, and knows no `tokenFile`. */
async function readDocument(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new AppError('not-configured', `The kubeconfig ${file} can't be read: ${codeOf(error)}`, {
      cause: error,
    })
  }
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' })
  const result = documentSchema.safeParse(document.errors.length > 0 ? undefined : document.toJS())
  if (!result.success) throw new AppError('invalid-config', `${file} is no kubeconfig`)
  for (const { user } of result.data.users ?? []) {
    if (user?.tokenFile !== undefined && user['auth-provider'] === undefined)
      user['auth-provider'] = tokenFile(path.resolve(path.dirname(file), user.tokenFile))
  }
  return result.data
}

/** How the library reads a token from a file again and again. */
function tokenFile(file: string) {
  return { name: 'tokenFile', config: { tokenFile: file } }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : code
}
