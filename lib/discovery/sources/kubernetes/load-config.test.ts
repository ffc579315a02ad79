import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Session } from './session'
import { configPlace, type ConfigQuestion, contextsOf, loadConfig } from './load-config'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'portolan-kubeconfig-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function place(variables: Record<string, string>, question: Partial<ConfigQuestion> = {}) {
  return configPlace({ kubeconfig: '', contexts: [], variable: (name) => variables[name], ...question })
}

function kubeconfig(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

const oneCluster = (name: string, user = '{ token: secret }') => `
apiVersion: v1
kind: Config
clusters: [{ name: ${name}, cluster: { server: "https://${name}.test:6443", certificate-authority: ca/${name}.crt } }]
users: [{ name: ${name}, user: ${user} }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]
current-context: ${name}
`

describe('clusters and credentials are looked for', () => {
  const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443', HOME: '/home/me' }

  it('in the kubeconfig that the settings name, then in the cluster we run in, then where kubectl looks', () => {
    expect(place(inPod, { kubeconfig: '~/other' })).toEqual({ kind: 'files', files: ['/home/me/other'] })
    expect(place(inPod)).toMatchObject({ kind: 'in-cluster', server: 'https://10.0.0.1:443' })
    expect(place({ HOME: '/home/me', KUBECONFIG: '/a:/b:' })).toEqual({ kind: 'files', files: ['/a', '/b'] })
    expect(place({ HOME: '/home/me' })).toEqual({ kind: 'files', files: ['/home/me/.kube/config'] })
  })

  it('in a kubeconfig, though we run in a cluster, when contexts are named', () => {
    expect(place(inPod, { contexts: ['blue'] })).toEqual({ kind: 'files', files: ['/home/me/.kube/config'] })
    expect(place(inPod, { contexts: ['in-cluster'] })).toMatchObject({ kind: 'in-cluster' })
  })

  it('at an address of IPv6 too', () => {
    expect(place({ KUBERNETES_SERVICE_HOST: 'fd00::1' })).toMatchObject({ server: 'https://[fd00::1]:443' })
  })
})

describe('in a cluster', () => {
  it('the ServiceAccount of the Pod speaks, with the token that its file has now', async () => {
    writeFileSync(path.join(folder, 'ca.crt'), '')
    writeFileSync(path.join(folder, 'token'), 'of-the-pod\n')
    const inCluster = place({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { folder })
    const config = await loadConfig(inCluster)
    const [context = ''] = contextsOf(config, inCluster, [])
    const session = await Session.open(config, context, 0)
    expect(session.server).toBe('https://10.0.0.1:443')
    expect(await session.headers()).toMatchObject({ Authorization: 'Bearer of-the-pod' })
    await session.close()
  })

  it('a Pod without a token is told what it lacks', async () => {
    const config = await loadConfig(place({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { folder }))
    await expect(Session.open(config, 'in-cluster', 0)).rejects.toThrow(/credentials can't be had: .*ca\.crt/)
  })
})

describe('a kubeconfig', () => {
  it('gives its current context, unless contexts are named', async () => {
    const files = { kind: 'files', files: [kubeconfig('config', oneCluster('blue'))] } as const
    const config = await loadConfig(files)
    expect(contextsOf(config, files, [])).toEqual(['blue'])
    expect(contextsOf(config, files, ['green', 'green'])).toEqual(['green'])
    expect(config.getCluster('blue')?.caFile).toBe(path.join(folder, 'ca/blue.crt'))
  })

  it('may be several files, of which the first with a current context gives it', async () => {
    const files = ['blue', 'green'].map((name) => kubeconfig(name, oneCluster(name)))
    const config = await loadConfig({ kind: 'files', files })
    expect(config.getContexts().map(({ name }) => name)).toEqual(['blue', 'green'])
    expect(config.getCurrentContext()).toBe('blue')
  })

  it('reads a token from the file that it names, relative to itself', async () => {
    mkdirSync(path.join(folder, 'tokens'))
    writeFileSync(path.join(folder, 'tokens/blue'), 'from-file\n')
    const file = kubeconfig('config', oneCluster('blue', '{ tokenFile: tokens/blue }'))
    const config = await loadConfig({ kind: 'files', files: [file] })
    config.setCurrentContext('blue')
    writeFileSync(path.join(folder, 'ca.crt'), '')
    config.clusters[0]!.caFile = path.join(folder, 'ca.crt')
    const options: { headers?: object } = {}
    await config.applyToHTTPSOptions(options)
    expect(options.headers).toEqual({ Authorization: 'Bearer from-file\n' })
  })

  it('without a current context asks for one', async () => {
    const files = { kind: 'files', files: [kubeconfig('config', 'apiVersion: v1\nkind: Config\n')] } as const
    const config = await loadConfig(files)
    expect(() => contextsOf(config, files, [])).toThrow('names no current context: set Contexts')
  })

  it('that is missing, broken or something else says so, and shows nothing of what is in it', async () => {
    const load = (file: string) => loadConfig({ kind: 'files', files: [file] })
    await expect(load(path.join(folder, 'none'))).rejects.toThrow('there is no such file')
    for (const text of ['token: [hunter2', 'hunter2', '- hunter2', 'users: hunter2']) {
      const error: unknown = await load(kubeconfig('bad', text)).catch((thrown: unknown) => thrown)
      expect(String(error)).toContain('is no kubeconfig')
      expect(String(error)).not.toContain('hunter2')
    }
    const unnamed = kubeconfig('unnamed', 'clusters: [{ name: a, cluster: {} }]')
    await expect(load(unnamed)).rejects.toThrow('clusters[0].cluster.server is missing')
  })
})
