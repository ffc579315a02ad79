import 'server-only'
import type { SourceMethod } from '@/lib/discovery/source'
import { kubernetesSettingsSchema } from './kubernetes/settings'
import { KubernetesSource } from './kubernetes/source'

export const kubernetesMethod: SourceMethod<typeof kubernetesSettingsSchema> = {
  id: 'kubernetes',
  title: 'Kubernetes',
  description:
    'ConfigMaps, Services and the custom resources of MCP operators, in this cluster or in those of a kubeconfig',
  settings: kubernetesSettingsSchema,
  defaults: (variable) => ({ enabled: Boolean(variable('KUBERNETES_SERVICE_HOST')) }),
  create(settings, parts) {
    // A kubeconfig may name programs to run: only who may start programs here anyway may name one.
    if (settings.kubeconfig !== '' && !parts.reach?.isTrusted(settings.kubeconfig))
      return 'A kubeconfig can start programs, so its path is taken from a configuration file or PORTOLAN_DISCOVERY only'
    return new KubernetesSource(settings, parts)
  },
}
