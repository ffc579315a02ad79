// An API server to try Portolan on without a cluster:
//   tsx e2e/servers/kube-api/main.ts [--port 6444] [--kubeconfig kube.json] [--services 5000] [--config-maps 500]
import { parseArgs } from 'node:util'
import { crowd } from './crowd'
import { KubeApi } from './kube-api'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    kubeconfig: { type: 'string' },
    services: { type: 'string', default: '0' },
    'config-maps': { type: 'string', default: '0' },
  },
})
const api = new KubeApi()
crowd(api, { services: Number(values.services), configMaps: Number(values['config-maps']) })
await api.start(Number(values.port))
if (values.kubeconfig !== undefined) api.writeKubeconfig(values.kubeconfig)
console.log(`listening ${new URL(api.url).port}`)
