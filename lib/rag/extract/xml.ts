import 'server-only'
import { XMLParser } from 'fast-xml-parser'

/** An element; its name has no namespace prefix, and its texts stand among its children as strings. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (XmlElement | string)[]
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 500,
})

/** The outermost element of a file; throws what the parser throws when it is broken. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const text = new TextDecoder().decode(bytes)
  // With `preserveOrder` it gives a list of objects with one key, beside `:@` for attributes.
  const nodes = parser.parse(text) as unknown[]
  const [root] = nodes.map(toElement).filter((node) => typeof node === 'object')
  if (root === undefined) throw new Error('An XML file without an element')
  return root
}

function toElement(node: unknown): XmlElement | string {
  const { ':@': attributes = {}, ...rest } = node as Record<string, unknown>
  const [[name, content] = ['', []]] = Object.entries(rest)
  if (name === '#text') return String(content)
  return {
    name,
    attributes: attributes as Record<string, string>,
    children: Array.isArray(content) ? content.map(toElement) : [],
  }
}

/** The elements of this name directly below. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child === 'object' && child.name === name,
  )
}

/** The first that is reached by these names, one below the other. */
export function childAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (at, name) => (at === undefined ? at : childrenOf(at, name)[0]),
    element,
  )
}

/** All of this name at any depth, in order. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return []
    return child.name === name ? [child] : descendants(child, name)
  })
}

export function textIn(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('')
}
