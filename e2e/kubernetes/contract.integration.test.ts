import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { KubeApi } from '../servers/kube-api/kube-api'
import { kubernetesContract } from './contract'
import { Target } from './target'

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-kube-api-'))
const api = new KubeApi()

kubernetesContract(async () => {
  await api.start()
  return new Target(api.writeKubeconfig(path.join(folder, 'kubeconfig')))
})

afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})
