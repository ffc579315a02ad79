import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configMap, custom, read, service } from '@/e2e/fixtures/kubernetes-objects'
import { kubernetesSettingsSchema } from '../settings'
import { KINDS } from './kinds'

const guide = await readFile('docs/guides/kubernetes.md', 'utf8')
const blocks = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
const blockWith = (text: string) => blocks.find((block) => block.includes(text)) ?? ''

describe('the guide to Kubernetes', () => {
  it('shows a Service whose every annotation is read', () => {
    const { candidates, problems } = read('services', parse(blockWith('kind: Service')))
    expect(problems).toEqual([])
    expect(candidates.map(({ spec }) => spec)).toMatchObject([
      {
        name: 'files.tools',
        description: 'Files of the search team',
        tags: ['files', 'search'],
        health: { url: 'http://files.tools.svc:8080/health', intervalMs: 30_000 },
        metadata: { team: 'search' },
        endpoint: { transport: 'streamable-http', url: 'http://files.tools.svc:8080/mcp' },
      },
    ])
  })

  it('shows a ConfigMap that is read', () => {
    const { data } = parse(blockWith('servers.yaml: |')) as { data: Record<string, string> }
    const { candidates, problems } = read('configmaps', configMap(data))
    expect(problems).toEqual([])
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['tickets'])
  })

  it('shows settings that there are', () => {
    const shown = blocks.filter((block) => block.includes('PORTOLAN_DISCOVERY'))
    expect(shown).toHaveLength(2)
    for (const block of shown) {
      const [variable] = parse(block) as [{ value: string }]
      const { kubernetes } = parse(variable.value) as { kubernetes: object }
      expect(Object.keys(kubernetesSettingsSchema.shape)).toEqual(
        expect.arrayContaining(Object.keys(kubernetes)),
      )
      expect(() => kubernetesSettingsSchema.parse(kubernetes)).not.toThrow()
    }
  })

  it('names servers as they are named', () => {
    const status = { url: 'http://x:1/mcp', address: { url: 'http://x:1/mcp' } }
    const ports = [8080, 9090].map((port) => ({
      port,
      name: `p${port}`,
      appProtocol: 'agentgateway.dev/mcp',
    }))
    const operators = KINDS.filter(({ optional }) => optional).map(({ id }) =>
      read(id, custom({ spec: status, status })),
    )
    const production = read('services', service({ ports: ports.slice(0, 1) }), {
      cluster: 'production',
      severalClusters: true,
    })
    const names = [read('services', service({ ports })), ...operators, production].flatMap(({ candidates }) =>
      candidates.map(({ spec }) => spec.name),
    )
    expect(names).toHaveLength(8)
    for (const name of names) expect(guide).toContain(name.replace(/^files\.tools_(toolhive-)/, '…_$1'))
  })

  it('lists every kind that is read', () => {
    for (const { group, kind, versions } of KINDS.filter(({ role }) => role === 'servers')) {
      expect(guide).toContain(kind)
      expect(guide).toContain(group)
      if (group !== '') expect(guide).toContain(versions.join(', '))
    }
  })
})
