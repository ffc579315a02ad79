import 'server-only'
import type { z } from 'zod'
import type { bulkItemSchema, bulkServers } from '@/lib/domain/api/servers'
import { isObject, shorten } from '@/lib/domain/document-fields'
import { assertNever } from '@/lib/kit/assert-never'
import { isAppError } from '@/lib/kit/app-error'
import { registerByHand, removeByHand, updateServer } from './change'
import type { Draft } from './draft'

export type BulkAction = z.output<typeof bulkServers.body>
export type BulkItem = z.infer<typeof bulkItemSchema>

/** Does what can be done, and says of each server whether it was. */
export function changeMany(draft: Draft, action: BulkAction): BulkItem[] {
  if (action.action === 'register') {
    return action.servers.map((document, index) =>
      attempt(nameIn(document, index), () => void registerByHand(draft, document)),
    )
  }
  return [...new Set(action.names)].map((name) => attempt(name, () => changeOne(draft, name, action)))
}

function nameIn(document: unknown, index: number): string {
  const name = isObject(document) ? document.name : undefined
  return typeof name === 'string' && name !== '' ? shorten(name, 128) : `#${index + 1}`
}

function attempt(name: string, change: () => void): BulkItem {
  try {
    change()
    return { name, ok: true }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { name, ok: false, error: { code: error.code, message: error.message } }
  }
}

type Action = Exclude<BulkAction, { action: 'register' }>

function changeOne(draft: Draft, name: string, action: Action): void {
  const changes = changesOf(draft, name, action)
  if (changes === null) removeByHand(draft, name)
  else updateServer(draft, name, { changes })
}

/** null is removal. */
function changesOf(draft: Draft, name: string, action: Action): Record<string, unknown> | null {
  switch (action.action) {
    case 'remove':
      return null
    case 'enable':
      return { enabled: true }
    case 'disable':
      return { enabled: false }
    case 'tag':
      return { tags: [...tagsOf(draft, name), ...action.tags] }
    case 'untag':
      return { tags: tagsOf(draft, name).filter((tag) => !action.tags.includes(tag)) }
    case 'update':
      return action.changes
    default:
      return assertNever(action)
  }
}

function tagsOf(draft: Draft, name: string): string[] {
  return draft.server(name)?.spec.tags ?? []
}
