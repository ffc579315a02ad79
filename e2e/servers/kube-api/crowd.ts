import type { KubeApi } from './kube-api'

/** A large cluster, as those who have one have it: annotations of other tools, managed fields, ten teams. */
export function crowd(
  api: KubeApi,
  { services, configMaps }: { services: number; configMaps: number },
): void {
  for (let team = 0; team < 10; team++) api.apply('/namespaces', { metadata: { name: `team-${team}` } })
  for (let index = 0; index < services; index++) {
    const namespace = `team-${index % 10}`
    const name = `server-${index}`
    const spec = {
      clusterIP: `10.${index % 250}.0.1`,
      selector: { app: name },
      ports: [{ name: 'http', port: 8080 }],
    }
    api.apply('/services', { metadata: metadata(name, namespace, { 'mcp-server': 'true' }), spec })
    api.apply('discovery.k8s.io/endpointslices', {
      metadata: metadata(`${name}-x7k2p`, namespace, { 'kubernetes.io/service-name': name }),
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [{ addresses: [`10.1.${index % 250}.2`], conditions: { ready: true, serving: true } }],
    })
  }
  for (let index = 0; index < configMaps; index++) {
    const name = `config-${index}`
    const text = `servers:\n  ${name}:\n    url: http://${name}.internal:8080/mcp\n    tags: [team-${index % 10}]\n`
    api.apply('/configmaps', {
      metadata: metadata(name, `team-${index % 10}`, { 'mcp-server-config': 'true' }),
      data: { 'servers.yaml': text },
    })
  }
}

function metadata(name: string, namespace: string, labels: Record<string, string>) {
  const fields = {
    'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
    'f:spec': { 'f:ports': {}, 'f:type': {} },
  }
  return {
    name,
    namespace,
    labels: { ...labels, app: name, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      'mcp-server/tags': 'search, internal',
      'mcp-server/description': `Serves what its team needs of ${name}`,
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
        metadata: { name, namespace, labels },
      }),
    },
    managedFields: [
      { manager: 'helm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: fields },
    ],
  }
}
