// An API server to try Portolan on without a cluster: tsx e2e/servers/kube-api/main.ts [--port 6444] [--kubeconfig kube.json]
import { parseArgs } from 'node:util'
import { KubeApi } from './kube-api'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, kubeconfig: { type: 'string' } },
})
const api = await new KubeApi().start(Number(values.port))
if (values.kubeconfig !== undefined) api.writeKubeconfig(values.kubeconfig)
console.log(`listening ${new URL(api.url).port}`)
