import 'server-only'
import { type AddressRule, bareHost } from '@/lib/kit/address-rules'

interface Linked {
  /** Of the catalogue's own URL. */
  host: string
  own: AddressRule
  others: AddressRule
  /** Whether the catalogue was reached at an address that is not public. */
  isInside: () => boolean
}

/** What the catalogue links to is not what an administrator has named: it has its own rule, unless the catalogue is inside. */
export function linkedRule({ host, own, others, isInside }: Linked): AddressRule {
  return (address, asked) => (bareHost(asked) === bareHost(host) || isInside() ? own : others)(address, asked)
}
