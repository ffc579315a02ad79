import 'server-only'
import { hide, type Mask } from '@/lib/domain/hiding'
import { maskedLeaf } from './mask-leaf'

/** Fields whose values are shown when there is no tree to tell what belongs where. */
const OPEN_FIELDS =
  /^(?:servers?|mcp_?servers|context_servers|inputs|id|name|title|description|version|icon|enabled|disabled|tags|transport|type|kind|command|cwd|url|server_?url|http_?url|health_?check_?\w+|auto_?reconnect|max_?retries|retry_?delay|idle_?stop)$/i
const FIELD = /^(\s*(?:-\s+)?["']?)([\w.-]+)(["']?\s*[:=]\s*)(\S.*)$/
const KEY_ALONE = /^\s*(?:-\s+)?["']?[^\s"':]+["']?\s*:\s*$/
const STRUCTURE = /^[\s[\]{},|>&*#-]*$/
const TABLE_OR_COMMENT = /^\s*(?:#|\/\/|\[[^\]=]*\]\s*$)/

/** Line by line: what is not known to be harmless is hidden. */
export function maskBroken(text: string, mask: Mask = hide): string {
  return text
    .split('\n')
    .map((line) => maskLineOf(line, mask))
    .join('\n')
}

function maskLineOf(line: string, mask: Mask): string {
  if (STRUCTURE.test(line) || KEY_ALONE.test(line) || TABLE_OR_COMMENT.test(line)) return line
  const [, before = '', key, between = '', value = ''] = FIELD.exec(line) ?? []
  if (key === undefined) {
    const indent = /^\s*/.exec(line)?.[0] ?? ''
    return indent + mask(line.slice(indent.length), '')
  }
  if (STRUCTURE.test(value)) return line
  const isOpen = OPEN_FIELDS.test(key) && !/[{[]/.test(value)
  return `${before}${key}${between}${isOpen ? maskedLeaf(value, key, false, mask) : mask(value, key)}`
}
