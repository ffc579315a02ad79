import { MockLanguageModelV4 } from 'ai/test'
import { beforeEach, describe, expect, it } from 'vitest'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { StoredMessage } from '../stores'
import { Titles } from './titles'

const ID = '5b0f5d6e-6d2c-4f6b-9a0e-111111111111'
const text = (words: string) => [{ type: 'text', text: words }]
const question: StoredMessage = { id: 'q', role: 'user', parts: text('How do I roll back?') }
const answer: StoredMessage = {
  ...{ id: 'a', role: 'assistant', parts: text('With care.') },
  metadata: { outcome: 'completed' },
}

let messages: StoredMessage[]
let titleFrom: string
let title: string | undefined
let asked: number
const bus = new EventBus(silentLogger)

beforeEach(() => {
  messages = [question, answer]
  titleFrom = 'question'
  title = undefined
  asked = 0
})

function titlesWith(write: () => string | Promise<string>): Titles {
  const model = new MockLanguageModelV4({
    doGenerate: async () => {
      asked++
      return {
        content: [{ type: 'text', text: await write() }],
        finishReason: { unified: 'stop', raw: undefined },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 1, text: 1, reasoning: undefined },
        },
        warnings: [],
      }
    },
  })
  return new Titles({
    store: {
      path: () => Promise.resolve(messages),
      titleFrom: () => Promise.resolve(titleFrom),
      rename: (id, next, from) => {
        title = `${from ?? ''}: ${next}`
        return Promise.resolve({
          ...{ id, title: next, pinned: false, tags: [], shared: false, createdAt: '', updatedAt: '' },
        })
      },
    },
    models: { resolve: () => Promise.resolve({ model, secrets: ['s3cret'] }) },
    bus,
    clock: systemClock,
    logger: silentLogger,
  })
}

async function changed(titles: Titles): Promise<void> {
  titles.start()
  bus.publish({ kind: 'conversation-changed', conversation: ID })
  await titles.settled()
}

describe('titles', () => {
  it('are given once the first question has its answer', async () => {
    const titles = titlesWith(() => '"Rolling back"')
    messages = [question]
    await changed(titles)
    expect(asked).toBe(0)
    messages = [question, answer]
    await changed(titles)
    expect(title).toBe('model: Rolling back')
    await changed(titles)
    expect(asked).toBe(1)
    await titles.stop()
  })

  it('of a person are not touched, and not asked for', async () => {
    titleFrom = 'person'
    const titles = titlesWith(() => 'Rolling back')
    await changed(titles)
    expect([asked, title]).toEqual([0, undefined])
    await titles.stop()
  })

  it.each([
    ['says nothing', () => ''],
    [
      'fails',
      () => {
        throw new Error('down')
      },
    ],
  ])('stay as they are where the model %s, and it is asked once', async (_, write) => {
    const titles = titlesWith(write)
    await changed(titles)
    await changed(titles)
    expect([asked, title]).toEqual([1, undefined])
    await titles.stop()
  })

  it('are not begun after the stop', async () => {
    const titles = titlesWith(() => 'Late')
    titles.start()
    await titles.stop()
    bus.publish({ kind: 'conversation-changed', conversation: ID })
    await titles.settled()
    expect(asked).toBe(0)
  })
})
