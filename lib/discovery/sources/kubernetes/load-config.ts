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

/** One place, and the contexts to read there; none: its current one. */
export interface PlacedContexts {
  place: ConfigPlace
  contexts: readonly string[]
}

/**
 * Where the clusters are. Without contexts: the kubeconfig that is named, else the cluster we run in, else what kubectl would
 * read. With them: `in-cluster` is the cluster we run in, all others are in the kubeconfig.
 */
export function configPlaces({
  kubeconfig,
  contexts,
  variable,
  folder = SERVICE_ACCOUNT,
}: ConfigQuestion): PlacedContexts[] {
  const inCluster = inClusterPlace(variable, folder)
  const files = { kind: 'files', files: kubeconfigs(kubeconfig, variable) } as const
  const own = inCluster ? [{ place: inCluster, contexts: [IN_CLUSTER] }] : []
  if (contexts.length === 0) return inCluster && kubeconfig === '' ? own : [{ place: files, contexts: [] }]
  const others = [...new Set(contexts)].filter((context) => !inCluster || context !== IN_CLUSTER)
  return [
    ...(contexts.includes(IN_CLUSTER) ? own : []),
    ...(others.length > 0 ? [{ place: files, contexts: others }] : []),
  ]
}

function inClusterPlace(variable: ConfigQuestion['variable'], folder: string): ConfigPlace | undefined {
  const host = variable('KUBERNETES_SERVICE_HOST')
  if (!host) return undefined
  const port = variable('KUBERNETES_SERVICE_PORT') || '443'
  return { kind: 'in-cluster', server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, folder }
}

function kubeconfigs(kubeconfig: string, variable: ConfigQuestion['variable']): string[] {
  const home = variable('HOME') ?? ''
  if (kubeconfig !== '') return [kubeconfig.replace(/^~(?=\/)/, home)]
  const named = (variable('KUBECONFIG') ?? '').split(path.delimiter).filter(Boolean)
  return named.length > 0 ? named : [path.join(home, '.kube', 'config')]
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

/** The context that kubectl would use. Throws `not-configured` when there is none. */
export async function currentContext(place: ConfigPlace): Promise<string> {
  const config = await loadConfig(place)
  // The library's type promises a text; a file without `current-context` has none.
  const current = config.getCurrentContext() as string | undefined
  if (current) return current
  const files = place.kind === 'files' ? place.files.join(', ') : place.folder
  throw new AppError(
    'not-configured',
    `${files} names no current context: set Contexts, or run kubectl config use-context`,
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
