import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeTinyEmbedder, writeTinyReranker } from '@/e2e/fixtures/tiny-onnx'
import { systemClock } from '@/lib/kit/clock'
import { scorerMaker } from '../make-scorer'
import { findModelFolders, resolveModelFolder } from '../settings/model-folders'
import { dot } from '../vector'
import { counterOf } from '@/lib/rag/extract/token-counter'
import { OnnxEmbedder } from './onnx-embedder'

const { signal } = new AbortController()
let root: string
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'portolan-models-'))
  writeTinyEmbedder(path.join(root, 'tiny/embedder'))
  writeTinyReranker(path.join(root, 'tiny/reranker'))
  writeTinyEmbedder(path.join(root, 'broken'))
  writeFileSync(path.join(root, 'broken/model.onnx'), 'no graph')
  mkdirSync(path.join(root, 'empty'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const embedderOf = (model: string, folder: string | undefined = root) =>
  new OnnxEmbedder({ provider: 'onnx', model, pooling: 'mean', queryPrefix: '', passagePrefix: '' }, folder)

describe('a model on disk', () => {
  it('puts texts that share words near each other, however many and however long', async () => {
    const embedder = embedderOf('tiny/embedder')
    const texts = [
      'A ship in the harbour',
      'flour and water',
      'ship '.repeat(500),
      ...Array<string>(20).fill('bread'),
    ]
    const [harbour, dough, long, ...others] = await embedder.embed(texts, 'passage', signal)
    const [query] = await embedder.embed(['which harbour?'], 'query', signal)
    expect(dot(query!, harbour!)).toBeGreaterThan(0.5)
    expect(dot(query!, dough!)).toBe(0)
    expect(dot(long!, long!)).toBeCloseTo(1)
    expect(others).toHaveLength(20)
    await embedder.close()
  })

  it('counts tokens as its tokenizer does, once it has been opened', async () => {
    const embedder = embedderOf('tiny/embedder')
    await embedder.embed(['ship'], 'query', signal)
    const count = await counterOf(await embedder.counting())
    expect(count('Ship, harbour! Flour-water.')).toBe(8)
    await embedder.close()
  })

  it('ranks by reading question and text together', async () => {
    const scorer = scorerMaker({ clock: systemClock, random: Math.random, models: root })({
      ...{ provider: 'onnx', model: 'tiny/reranker' },
    })
    const [none, some] = await scorer.score('storm', ['bread', 'harbour'], signal)
    expect(some).toBeGreaterThan(none!)
    await scorer.close()
  })

  it('says what is wrong with a folder, and leaves its thread ready for the next question', async () => {
    const broken = embedderOf('broken')
    const failure = { code: 'invalid-config', message: expect.stringContaining("can't be opened") as string }
    await expect(broken.embed(['ship'], 'query', signal)).rejects.toMatchObject(failure)
    writeTinyEmbedder(path.join(root, 'broken'))
    expect(await broken.embed(['ship'], 'query', signal)).toHaveLength(1)
    await broken.close()
  })

  it('lets whoever waits go, and answers the others', async () => {
    const embedder = embedderOf('tiny/embedder')
    const stop = new AbortController()
    const first = embedder.embed(Array<string>(64).fill('ship'), 'passage', stop.signal)
    const second = embedder.embed(['bread'], 'query', signal)
    stop.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect(await second).toHaveLength(1)
    await embedder.close()
  })
})

describe('the folder of models', () => {
  it('shows what lies in it', async () => {
    expect(await findModelFolders(root)).toEqual(['broken', 'tiny/embedder', 'tiny/reranker'])
    expect(await findModelFolders(undefined)).toEqual([])
  })

  it('lets nothing be reached that lies elsewhere', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'portolan-outside-'))
    writeTinyEmbedder(outside)
    symlinkSync(outside, path.join(root, 'link'))
    for (const name of [`../${path.basename(outside)}`, outside, 'link', '.'])
      await expect(resolveModelFolder(root, name)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(resolveModelFolder(root, 'empty')).rejects.toMatchObject({ code: 'not-found' })
    await expect(resolveModelFolder(undefined, 'tiny')).rejects.toMatchObject({ code: 'not-configured' })
    rmSync(outside, { recursive: true })
    rmSync(path.join(root, 'link'))
  })
})
