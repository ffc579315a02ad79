import type { KubeObject } from './kube-object'
import type { Objects } from './objects'
import type { Verb } from './request'
import { StatusError } from './status'

export interface Asked {
  verb: Verb
  group: string
  plural: string
  namespace: string | undefined
}

interface Rule {
  apiGroups?: string[]
  resources?: string[]
  verbs?: string[]
}
interface Binding {
  roleRef: { kind: string; name: string }
  subjects?: { kind: string; name: string }[]
}

const RBAC = 'rbac.authorization.k8s.io'
const ADMIN = 'kubernetes-admin'

/** Who may do what: bearer tokens, impersonation by the administrator, and the roles that the cluster's objects grant. */
export class Access {
  readonly tokens = new Map([['admin-token', ADMIN]])

  constructor(private readonly objects: Objects) {}

  /** Throws `Unauthorized` for a token that is not or no longer known. */
  userOf(headers: Record<string, string | string[] | undefined>): string {
    const token = /^Bearer (.+)$/.exec(String(headers['authorization']))?.[1]
    const user = token === undefined ? undefined : this.tokens.get(token)
    if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized')
    const other = headers['impersonate-user']
    if (other === undefined) return user
    if (user !== ADMIN) throw new StatusError(403, 'Forbidden', `${user} cannot impersonate`)
    return String(other)
  }

  /** Throws `Forbidden` in the words of the real one. */
  check(user: string, asked: Asked): void {
    if (user === ADMIN || this.#rules(user, asked.namespace).some((rule) => allows(rule, asked))) return
    const { verb, group, plural, namespace } = asked
    const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
    const resource = group === '' ? plural : `${plural}.${group}`
    const message = `${resource} is forbidden: User "${user}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`
    throw new StatusError(403, 'Forbidden', message, { group, kind: plural })
  }

  #rules(user: string, namespace: string | undefined): Rule[] {
    const everywhere = this.#granted(user, this.objects.list(`${RBAC}/clusterrolebindings`), undefined)
    if (namespace === undefined) return everywhere
    return [
      ...everywhere,
      ...this.#granted(user, this.objects.list(`${RBAC}/rolebindings`, namespace), namespace),
    ]
  }

  #granted(user: string, bindings: KubeObject[], namespace: string | undefined): Rule[] {
    return bindings
      .map((object) => object as unknown as Binding) // stored by tests, which know its shape
      .filter(({ subjects }) => subjects?.some(({ kind, name }) => kind === 'User' && name === user))
      .flatMap(({ roleRef }) => {
        const role =
          roleRef.kind === 'ClusterRole'
            ? this.objects.get(`${RBAC}/clusterroles`, `/${roleRef.name}`)
            : this.objects.get(`${RBAC}/roles`, `${namespace ?? ''}/${roleRef.name}`)
        return (role?.['rules'] as Rule[] | undefined) ?? []
      })
  }
}

function allows(
  { apiGroups = [], resources = [], verbs = [] }: Rule,
  { verb, group, plural }: Asked,
): boolean {
  const has = (list: string[], value: string) => list.includes('*') || list.includes(value)
  return has(apiGroups, group) && has(resources, plural) && has(verbs, verb)
}
