import type { KubeObject } from './kube-object'
import { badRequest } from './status'

export type Test = (object: KubeObject) => boolean

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Source: Kubernetes, "Labels and Selectors". */
export function labelTest(selector: string): Test {
  const tests = requirements(selector).map(requirementTest)
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}))
}

/** `metadata.name` and `metadata.namespace` only, as for most resources. */
export function fieldTest(selector: string): Test {
  const tests = requirements(selector).map((text) => {
    const match = /^(metadata\.(?:name|namespace))(==?|!=)(.*)$/.exec(text)
    if (!match) throw badRequest(`field label not supported: ${text}`)
    const [, field = '', operator, value] = match
    const key = field.slice('metadata.'.length)
    return ({ metadata }: KubeObject) => (metadata[key] === value) === (operator !== '!=')
  })
  return (object) => tests.every((test) => test(object))
}

/** Split at the commas that stand outside of brackets. */
function requirements(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((text) => text.trim())
    .filter(Boolean)
}

function requirementTest(text: string): (labels: Record<string, string>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text)
  if (set) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => {
      const value = labels[key]
      return (value !== undefined && values.includes(value)) === (operator === 'in')
    }
  }
  const equality = /^([^\s=!]+)\s*(==?|!=)\s*([^\s=!]*)$/.exec(text)
  if (equality) {
    const [, key = '', operator, value] = equality
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const existence = /^(!?)([A-Za-z0-9./_-]+)$/.exec(text)
  if (!existence) throw badRequest(`unable to parse requirement: found '${text}'`)
  const [, not, key = ''] = existence
  return (labels) => key in labels === (not === '')
}
