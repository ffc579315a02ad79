import 'server-only'
import { z } from 'zod'
import type { KubernetesKind } from './kinds'
import type { ObjectContext, ObjectIdentity } from './reading'

const time = z.union([z.string(), z.date().transform((date) => date.toISOString())])
/** Of labels and annotations only what is text counts; the API server lets nothing else through. */
const texts = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(undefined)
  .transform((values) => {
    const pairs = Object.entries(values ?? {}).filter(([, value]) => typeof value === 'string')
    // Only texts were left.
    return Object.fromEntries(pairs) as Record<string, string>
  })

/** RFC 1123, as the API server checks names: https://kubernetes.io/docs/concepts/overview/working-with-objects/names */
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/
const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/

const objectSchema = z.object({
  metadata: z.object({
    name: z.string().regex(NAME),
    namespace: z.string().regex(NAMESPACE),
    uid: z.string().min(1).optional().catch(undefined),
    generation: z.number().optional().catch(undefined),
    labels: texts,
    annotations: texts,
    ownerReferences: z
      .array(z.object({ uid: z.string() }).catch({ uid: '' }))
      .nullish()
      .catch(undefined),
    creationTimestamp: time.nullish().catch(undefined),
    deletionTimestamp: z.unknown().optional(),
  }),
})

export interface ObjectMeta {
  identity: ObjectIdentity
  labels: Readonly<Record<string, string>>
  annotations: Readonly<Record<string, string>>
  /** It has been deleted and waits for its finalizers. */
  goingAway: boolean
  generation?: number
}

/** What every object says of itself; undefined for what has no usable name. */
export function readMeta(
  kind: KubernetesKind,
  object: unknown,
  { cluster, severalClusters }: Pick<ObjectContext, 'cluster' | 'severalClusters'>,
): ObjectMeta | undefined {
  const parsed = objectSchema.safeParse(object)
  if (!parsed.success) return undefined
  const { metadata } = parsed.data
  const { name, namespace, uid, generation } = metadata
  const owners = (metadata.ownerReferences ?? []).map((owner) => owner.uid).filter(Boolean)
  return {
    identity: {
      ...(cluster !== undefined && { cluster }),
      severalClusters,
      kind: kind.id,
      namespace,
      name,
      label: `${kind.kind} ${namespace}/${name}`,
      ...(uid !== undefined && { uid }),
      owners,
      createdAt: metadata.creationTimestamp ?? '',
    },
    labels: metadata.labels,
    annotations: metadata.annotations,
    goingAway: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
    ...(generation !== undefined && { generation }),
  }
}

/** Where it was read, for a person: `kubernetes production Service tools/files`. */
export function placeOf({ cluster, label }: ObjectIdentity): string {
  return ['kubernetes', cluster, label].filter(Boolean).join(' ')
}
