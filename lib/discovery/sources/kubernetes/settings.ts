import 'server-only'
import { z } from 'zod'
import { commonSettingsSchema } from '@/lib/discovery/source'
import { KINDS } from './objects/kinds'

const SERVER_KINDS = KINDS.filter(({ role }) => role === 'servers').map(({ id }) => id)

const namespaceSchema = z
  .string()
  .trim()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'A namespace has 1 to 63 lower-case letters, digits and dashes',
  )

export const kubernetesSettingsSchema = commonSettingsSchema.extend({
  contexts: z.array(z.string().trim().min(1)).max(50).default([]).meta({
    title: 'Contexts',
    description:
      'Clusters, by the contexts of the kubeconfig; none: the cluster Portolan runs in, else the current context',
  }),
  kubeconfig: z.string().trim().max(4_096).default('').meta({
    title: 'Kubeconfig',
    description: 'Path of the file; empty: KUBECONFIG, else ~/.kube/config',
  }),
  namespaces: z.array(namespaceSchema).max(200).default([]).meta({
    title: 'Namespaces',
    description: 'Only these are read, each by itself, for which a Role in each is enough; none: all of them',
  }),
  labelSelector: z.string().trim().max(4_096).default('').meta({
    title: 'Label selector',
    description: 'Only objects with these labels are read: team=search,stage!=test',
  }),
  kinds: z.array(z.enum(SERVER_KINDS)).min(1).default(SERVER_KINDS).meta({
    title: 'Kinds',
    description: 'Which kinds of objects are read',
  }),
  readiness: z.boolean().default(true).meta({
    title: 'Readiness',
    description: 'Watch EndpointSlices to tell whether anything stands behind a Service',
  }),
  relistSeconds: z.number().int().min(0).max(86_400).default(1_800).meta({
    title: 'List anew',
    description: 'In seconds: how often everything is listed again, whatever the watches told; 0: never',
  }),
})
export type KubernetesSettings = z.infer<typeof kubernetesSettingsSchema>
