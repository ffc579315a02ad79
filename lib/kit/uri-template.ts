const EXPRESSION = /\{([+#./;?&]?)([^{}]+)\}/g

interface Manner {
  first: string
  separator: string
  isNamed: boolean
  keepsReserved: boolean
}

/** By operator (RFC 6570, appendix A). */
const MANNERS: Record<string, Manner> = {
  '': { first: '', separator: ',', isNamed: false, keepsReserved: false },
  '+': { first: '', separator: ',', isNamed: false, keepsReserved: true },
  '#': { first: '#', separator: ',', isNamed: false, keepsReserved: true },
  '.': { first: '.', separator: '.', isNamed: false, keepsReserved: false },
  '/': { first: '/', separator: '/', isNamed: false, keepsReserved: false },
  ';': { first: ';', separator: ';', isNamed: true, keepsReserved: false },
  '?': { first: '?', separator: '&', isNamed: true, keepsReserved: false },
  '&': { first: '&', separator: '&', isNamed: true, keepsReserved: false },
}

/** Names in a URI template (RFC 6570), each once, in order. */
export function templateVariables(template: string): string[] {
  const names = [...template.matchAll(EXPRESSION)].flatMap(([, , list = '']) => list.split(',').map(nameOf))
  return [...new Set(names.filter((name) => name !== ''))]
}

/** Those that an address does without: of its query (`{?a,b}`, `{&c}`). */
export function optionalVariables(template: string): string[] {
  return [...template.matchAll(EXPRESSION)].flatMap(([, operator = '', list = '']) =>
    operator === '?' || operator === '&' ? list.split(',').map(nameOf) : [],
  )
}

/** The address that a template gives with these values; one that is missing or empty is left out. */
export function expandTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(EXPRESSION, (_, operator: string, list: string) => {
    const manner = MANNERS[operator] ?? MANNERS['']
    if (!manner) return ''
    const parts = list.split(',').flatMap((item) => {
      const name = nameOf(item)
      const value = values[name] ?? ''
      if (value === '') return []
      const text = manner.keepsReserved ? encodeURI(value) : encodeURIComponent(value)
      return [manner.isNamed ? `${name}=${text}` : text]
    })
    return parts.length === 0 ? '' : manner.first + parts.join(manner.separator)
  })
}

/** Without the modifiers of level 4: `list*`, `var:3`. */
function nameOf(item: string): string {
  return item.trim().replace(/\*$|:\d+$/, '')
}
