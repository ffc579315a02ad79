import 'server-only'
import { maskArguments, maskLine, maskUrl } from '@/lib/domain/hiding'
import type { Claim } from '@/lib/domain/server'
import { written } from './diff'

/** Command line or URL as people may see it. */
export function targetOf(claim: Claim): string {
  const { endpoint } = written(claim)
  if (endpoint.kind === 'remote') return maskUrl(endpoint.url)
  const words = maskArguments(endpoint.args).map(quoted)
  return [quoted(maskLine(endpoint.command)), ...words].join(' ')
}

function quoted(word: string): string {
  return word === '' || /[\s"'\\]/.test(word) ? JSON.stringify(word) : word
}
