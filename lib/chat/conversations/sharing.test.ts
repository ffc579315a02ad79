import { beforeEach, describe, expect, it } from 'vitest'
import type { StoredShare } from '@/lib/store/conversation-shares'
import type { StoredMessage } from '../stores'
import { Sharing } from './sharing'

const ID = '5b0f5d6e-6d2c-4f6b-9a0e-111111111111'
const conversation = {
  ...{ id: ID, title: 'A talk', pinned: false, tags: [], shared: true, createdAt: '', updatedAt: '' },
}
const said = (id: string, role: string): StoredMessage => ({ id, role, parts: [{ type: 'text', text: id }] })

let messages: StoredMessage[]
let stored: (StoredShare & { hash: string }) | undefined

const sharing = new Sharing({
  store: {
    get: (id) => Promise.resolve(id === ID ? conversation : undefined),
    tree: () =>
      Promise.resolve({
        nodes: messages.map(({ id, role }, at) => ({ id, role, parent: messages[at - 1]?.id ?? null })),
        head: messages.at(-1)?.id ?? null,
      }),
    path: (_, leaf) => Promise.resolve(messages.slice(0, messages.findIndex(({ id }) => id === leaf) + 1)),
  },
  shares: {
    get: () => Promise.resolve(stored),
    find: (hash) => Promise.resolve(stored?.hash === hash ? { conversation, share: stored } : undefined),
    set: (_, { leaf, results, hash }) => {
      stored = { leaf, results, sharedAt: '2026-01-01T00:00:00.000Z', hash: hash ?? stored?.hash ?? '' }
      return Promise.resolve(stored)
    },
    remove: () => {
      stored = undefined
      return Promise.resolve()
    },
  },
})

beforeEach(() => {
  messages = [said('q1', 'user'), said('a1', 'assistant')]
  stored = undefined
})

describe('a link', () => {
  it('shows the conversation as it was when it was made, to whoever has the token', async () => {
    const { token, behind } = await sharing.create(ID, { results: false })
    expect(behind).toBe(0)
    messages.push(said('q2', 'user'), said('a2', 'assistant'))
    expect((await sharing.get(ID))?.behind).toBe(2)
    expect((await sharing.read(token))?.messages.map(({ id }) => id)).toEqual(['q1', 'a1'])
    expect((await sharing.change(ID, { results: true })).behind).toBe(0)
    expect(await sharing.read(token)).toMatchObject({ title: 'A talk', results: true })
    expect((await sharing.read(token))?.messages).toHaveLength(4)
  })

  it('has a token that nobody guesses, of which only a hash is kept', async () => {
    const { token } = await sharing.create(ID, { results: false })
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(stored)).not.toContain(token)
    expect(stored?.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is gone when it was ended, or another was made', async () => {
    const first = await sharing.create(ID, { results: false })
    const second = await sharing.create(ID, { results: false })
    expect(second.token).not.toBe(first.token)
    expect(await sharing.read(first.token)).toBeUndefined()
    await sharing.revoke(ID)
    expect(await sharing.read(second.token)).toBeUndefined()
    expect(await sharing.get(ID)).toBeNull()
  })

  it('is nothing that could be no token, and the hash is none', async () => {
    await sharing.create(ID, { results: false })
    for (const wrong of ['', 'x', '../..', 'x'.repeat(5_000), stored?.hash ?? '']) {
      expect(await sharing.read(wrong)).toBeUndefined()
    }
  })

  it('is not made of nothing, or for what is not there', async () => {
    await expect(sharing.create('other', { results: false })).rejects.toMatchObject({ code: 'not-found' })
    messages = []
    await expect(sharing.create(ID, { results: false })).rejects.toMatchObject({ code: 'bad-input' })
  })
})
