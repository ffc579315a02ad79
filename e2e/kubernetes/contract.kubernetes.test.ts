import { kubernetesContract } from './contract'
import { Target } from './target'

// `npm run test:kubernetes`: on the cluster of KUBECONFIG's current context, in namespaces of its own.
const kubeconfig = process.env['KUBECONFIG']
if (!kubeconfig)
  throw new Error('Name the cluster to test against: KUBECONFIG=~/.kube/config npm run test:kubernetes')

kubernetesContract(() => Promise.resolve(new Target(kubeconfig)))
