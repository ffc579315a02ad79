import { describe, expect, it } from 'vitest'
import type { AppEvent } from '@/lib/domain/event'
import { isTold } from './is-told'

const cause = { code: 'unreachable', message: 'No answer' }
const group = '00000000-0000-4000-8000-000000000002'
const groupOpened = (part: object = {}): AppEvent => ({
  ...{ kind: 'incident-group-opened', group, servers: 500, names: ['files'], cause, ...part },
})
const groupClosed = (tags?: string[]): AppEvent => ({
  ...{ kind: 'incident-group-closed', group, servers: 500, durationMs: 1, ...(tags && { tags }) },
})
const told = (event: AppEvent, tags: string[]) =>
  isTold(event, { events: [], tags }, (server) => (server === 'files' ? ['prod'] : []))

describe('whether a webhook is told', () => {
  it('of a group goes by the tags of all its servers, of its beginning as of its end', () => {
    const tags = ['prod', 'billing']
    for (const event of [groupOpened({ tags }), groupClosed(tags)]) {
      expect(told(event, ['billing'])).toBe(true)
      expect(told(event, ['other'])).toBe(false)
      expect(told(event, [])).toBe(true)
    }
  })

  it('of a group that an earlier version told of goes by the names it gave', () => {
    expect(told(groupOpened(), ['prod'])).toBe(true)
    expect(told(groupOpened(), ['billing'])).toBe(false)
    expect(told(groupClosed(), ['prod'])).toBe(false)
  })
})
