import 'server-only'
import { z } from 'zod'
import { messageOf } from '@/lib/kit/app-error'
import type { KubernetesKind } from './objects/kinds'

/** An answer of the API server that is none of success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** In its own words. */
    message: string,
    /** It asked us to stay away for so long. */
    readonly retryAfterMs?: number,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** What the API server calls a Status. Source: Kubernetes API conventions, "Response Status Kind". */
const statusSchema = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z.object({ retryAfterSeconds: z.number().optional() }).nullish(),
})

/** Of an error's body, or of what an ERROR event carries. */
export function apiErrorOf(body: unknown, httpStatus?: number, retryAfterHeader?: string): ApiError {
  const { data } = statusSchema.safeParse(body)
  const status = httpStatus ?? data?.code ?? 500
  const seconds = Number(retryAfterHeader ?? data?.details?.retryAfterSeconds)
  return new ApiError(
    status,
    (data?.message ?? data?.reason ?? `status ${status}`).slice(0, 1_000),
    seconds > 0 ? Math.min(seconds, 300) * 1_000 : undefined,
  )
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : undefined
}

/** What was asked, of whom. */
export interface Question {
  verb: 'list' | 'watch'
  kind: Pick<KubernetesKind, 'plural' | 'group'>
  /** Undefined: in all of them. */
  namespace: string | undefined
  context: string
}

/** What failed, why, and what to do. */
export function explain(error: unknown, question: Question): string {
  if (!(error instanceof ApiError)) return `${question.context}: ${messageOf(error)}`
  switch (error.status) {
    case 401:
      return (
        `The credentials for ${question.context} are refused (401): the token or certificate is wrong or has expired. ` +
        'They were read anew and are still refused; renew them'
      )
    case 403:
      return forbidden(error, question)
    case 429:
    case 503:
      return `The API server of ${question.context} is busy (${error.status}): ${error.message}`
    default:
      return `The API server of ${question.context} refuses to ${question.verb} ${question.kind.plural} (${error.status}): ${error.message}`
  }
}

function forbidden(error: ApiError, { verb, kind, namespace, context }: Question): string {
  const where = namespace === undefined ? 'in all namespaces' : `in the namespace ${namespace}`
  const rule = `apiGroups: [${JSON.stringify(kind.group)}], resources: [${JSON.stringify(kind.plural)}], verbs: ["get", "list", "watch"]`
  const remedy =
    namespace === undefined
      ? `Add to the ClusterRole of Portolan's ServiceAccount: ${rule}; or name the namespaces that it may read in the setting Namespaces`
      : `Add to its Role in ${namespace}: ${rule}`
  const who = /User "([^"]+)"/.exec(error.message)?.[1]
  return `May not ${verb} ${resourceName(kind)} ${where} of ${context}${who === undefined ? '' : ` as ${who}`}. ${remedy}`
}

export function resourceName({ plural, group }: Question['kind']): string {
  return group === '' ? plural : `${plural}.${group}`
}
