import 'server-only'
import type { DefaultTreeAdapterTypes } from 'parse5'

export type Element = DefaultTreeAdapterTypes.Element
export type Node = DefaultTreeAdapterTypes.ChildNode

/** Not said to a reader of the page, or said by the page's frame and not by its text. */
const LEFT_OUT = new Set(
  `script style noscript template nav iframe object embed svg math canvas audio video button input select textarea
  dialog menu head link meta title`.split(/\s+/),
)
const LEFT_OUT_ROLES = new Set([
  'navigation',
  'search',
  'menu',
  'menubar',
  'dialog',
  'alertdialog',
  'banner',
  'contentinfo',
])
const HIDING =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)|content-visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{4,})/i

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

/** Whether an element's text is part of what a person reads on the page. Style sheets are not looked at. */
export function isRead(element: Element): boolean {
  if (LEFT_OUT.has(element.tagName)) return false
  if (attribute(element, 'hidden') !== undefined || attribute(element, 'aria-hidden') === 'true') return false
  if (LEFT_OUT_ROLES.has(attribute(element, 'role') ?? '')) return false
  return !HIDING.test(attribute(element, 'style') ?? '')
}
