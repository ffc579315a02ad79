import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Session } from './session'
import { configPlaces, type ConfigQuestion, currentContext, loadConfig } from './load-config'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'portolan-kubeconfig-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function places(variables: Record<string, string>, question: Partial<ConfigQuestion> = {}) {
  return configPlaces({ kubeconfig: '', contexts: [], variable: (name) => variables[name], ...question })
}

function files(...paths: string[]) {
  return { kind: 'files' as const, files: paths }
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
    const current = (...paths: string[]) => [{ place: files(...paths), contexts: [] }]
    expect(places(inPod, { kubeconfig: '~/other' })).toEqual(current('/home/me/other'))
    expect(places(inPod)).toMatchObject([
      { place: { server: 'https://10.0.0.1:443' }, contexts: ['in-cluster'] },
    ])
    expect(places({ HOME: '/home/me', KUBECONFIG: '/a:/b:' })).toEqual(current('/a', '/b'))
    expect(places({ HOME: '/home/me' })).toEqual(current('/home/me/.kube/config'))
  })

  it('in both, when contexts name the cluster we run in and others', () => {
    const contexts = ['blue', 'in-cluster', 'blue']
    const blue = { place: files('/kube'), contexts: ['blue'] }
    expect(places(inPod, { kubeconfig: '/kube', contexts })).toMatchObject([
      { place: { kind: 'in-cluster' } },
      blue,
    ])
    expect(places(inPod, { kubeconfig: '/kube', contexts: ['blue'] })).toEqual([blue])
    const outside = places({}, { kubeconfig: '/kube', contexts })
    expect(outside).toEqual([{ place: files('/kube'), contexts: ['blue', 'in-cluster'] }])
  })

  it('at an address of IPv6 too', () => {
    const [found] = places({ KUBERNETES_SERVICE_HOST: 'fd00::1' })
    expect(found?.place).toMatchObject({ server: 'https://[fd00::1]:443' })
  })
})

describe('in a cluster', () => {
  it('the ServiceAccount of the Pod speaks, with the token that its file has now', async () => {
    writeFileSync(path.join(folder, 'ca.crt'), '')
    writeFileSync(path.join(folder, 'token'), 'of-the-pod\n')
    const [inCluster] = places({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { folder })
    const config = await loadConfig(inCluster!.place)
    const session = await Session.open(config, inCluster!.contexts[0]!, 0)
    expect(session.server).toBe('https://10.0.0.1:443')
    expect(await session.headers()).toMatchObject({ Authorization: 'Bearer of-the-pod' })
    await session.close()
  })

  it('a Pod without a token is told what it lacks', async () => {
    const [inCluster] = places({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { folder })
    const config = await loadConfig(inCluster!.place)
    await expect(Session.open(config, 'in-cluster', 0)).rejects.toThrow(/credentials can't be had: .*ca\.crt/)
  })
})

describe('a kubeconfig', () => {
  it('gives its current context, and finds what it names beside itself', async () => {
    const place = files(kubeconfig('config', oneCluster('blue')))
    expect(await currentContext(place)).toBe('blue')
    const config = await loadConfig(place)
    expect(config.getCluster('blue')?.caFile).toBe(path.join(folder, 'ca/blue.crt'))
  })

  it('may be several files, of which the first with a current context gives it', async () => {
    const both = ['blue', 'green'].map((name) => kubeconfig(name, oneCluster(name)))
    const config = await loadConfig(files(...both))
    expect(config.getContexts().map(({ name }) => name)).toEqual(['blue', 'green'])
    expect(config.getCurrentContext()).toBe('blue')
  })

  it('reads a token from the file that it names, relative to itself', async () => {
    mkdirSync(path.join(folder, 'tokens'))
    writeFileSync(path.join(folder, 'tokens/blue'), 'from-file\n')
    const file = kubeconfig('config', oneCluster('blue', '{ tokenFile: tokens/blue }'))
    const config = await loadConfig(files(file))
    config.setCurrentContext('blue')
    writeFileSync(path.join(folder, 'ca.crt'), '')
    config.clusters[0]!.caFile = path.join(folder, 'ca.crt')
    const options: { headers?: object } = {}
    await config.applyToHTTPSOptions(options)
    expect(options.headers).toEqual({ Authorization: 'Bearer from-file\n' })
  })

  it('without a current context asks for one', async () => {
    const place = files(kubeconfig('config', 'apiVersion: v1\nkind: Config\n'))
    await expect(currentContext(place)).rejects.toThrow('names no current context: set Contexts')
  })

  it('that is missing, broken or something else says so, and shows nothing of what is in it', async () => {
    const load = (file: string) => loadConfig(files(file))
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
