import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubectl, renderFolder } from '@/e2e/fixtures/kubectl'

const NAMESPACE = `portolan-deploy-${randomBytes(3).toString('hex')}`

beforeAll(() => {
  kubectl(['create', 'namespace', NAMESPACE])
  kubectl(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted'])
})
afterAll(() => {
  kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
})

describe.each(['embedded', 'postgres', 'namespaced'])('the overlay %s', (overlay) => {
  const manifests = () =>
    renderFolder(`deploy/kubernetes/overlays/${overlay}`).map(({ metadata, ...manifest }) => ({
      ...manifest,
      metadata: {
        ...metadata,
        // What belongs to no namespace must not meet what is installed already.
        ...(metadata.namespace === undefined
          ? { name: `${metadata.name}-${NAMESPACE}` }
          : { namespace: NAMESPACE }),
      },
    }))
  const tryOut = (objects: unknown[]) =>
    kubectl(
      ['create', '--dry-run=server', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    )

  it('is taken by the API server', () => {
    expect(tryOut(manifests()).trim().split('\n')).toHaveLength(manifests().length)
  })

  it('makes pods that the strictest pod security standard admits', () => {
    const workload: Record<string, unknown> | undefined = manifests().find(({ kind }) =>
      /Set$|^Deployment$/.test(kind),
    )
    const { template } = workload?.['spec'] as { template: { metadata: object; spec: { volumes: object[] } } }
    const claimed = overlay === 'postgres' ? [] : [{ name: 'data', emptyDir: {} }]
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'portolan', namespace: NAMESPACE },
      spec: {
        ...template.spec,
        // Its own is not there, for nothing was really created.
        serviceAccountName: 'default',
        volumes: [...template.spec.volumes, ...claimed],
      },
    }
    expect(tryOut([pod])).toContain('created (server dry run)')
  })
})
