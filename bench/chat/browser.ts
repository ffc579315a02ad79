// How a long conversation feels in the browser: Chromium, the built app (npm run build first), a model that answers by
// rules. As many messages as told, all of them loaded into the page.
import { randomUUID } from 'node:crypto'
import { chromium, type Page } from '@playwright/test'
import { AppProcess } from '../../e2e/fixtures/app-process'
import { browserLaunch } from '../../e2e/fixtures/browser'
import { startModelServer } from '../../e2e/fixtures/model-server'
import { percentile } from '../report'

const STREAMING_MS = 5_000
const TYPED = 'What does the harbour master say of the tide at the northern quay?'
const ANSWER = 'Show me markdown'

export interface Felt {
  what: string
  p50Ms: number
  p95Ms: number
  maxMs: number
}

export interface BrowserResult {
  messages: number
  /** From the request of the page to the newest message on it. */
  openMs: number
  /** From the wish to see the first message to its being on the page, with all between them. */
  toTheFirstMs: number
  /** Elements of the whole page with all messages loaded. */
  nodes: number
  felt: Felt[]
}

/** `url` names a running app to measure instead of one started here. */
export async function measureBrowser({
  messages,
  url,
}: {
  messages: number
  url?: string
}): Promise<BrowserResult> {
  const model = await startModelServer()
  const app = url === undefined ? await new AppProcess({ mcpYaml: 'servers: {}\n' }).start() : undefined
  const browser = await chromium.launch(browserLaunch().launchOptions)
  try {
    const base = url ?? app?.url ?? ''
    const conversation = await converse(base, model.baseUrl, messages)
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    const startedAt = performance.now()
    await page.goto(`${base}/playground/${conversation}`)
    await page.getByRole('article', { name: 'Answer' }).last().waitFor()
    const openMs = Math.round(performance.now() - startedAt)
    const toTheFirstMs = await loadAll(page, messages)
    const nodes = await page.evaluate<number>('document.querySelectorAll("*").length')
    const felt = [
      feltOf('key press to paint', await typing(page)),
      feltOf('frame, scrolling through all', await scrolling(page)),
      ...(await streaming(page)),
    ]
    return { messages: await page.locator('[data-message]').count(), openMs, toTheFirstMs, nodes, felt }
  } finally {
    await browser.close()
    await app?.dispose()
    await model.stop()
  }
}

/** Asks through the API until the conversation has so many messages; its id. */
async function converse(base: string, baseUrl: string, messages: number): Promise<string> {
  const send = (method: string, path: string, body: object) =>
    fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await send('PUT', '/api/settings/model', { provider: 'openai-compatible', model: 'scripted', baseUrl })
  const conversationId = randomUUID()
  for (let at = 0; at < messages / 2; at++) {
    const parts = [{ type: 'text', text: `${ANSWER}, for the ${at + 1}th time` }]
    const response = await send('POST', '/api/chat', {
      conversationId,
      message: { id: randomUUID(), role: 'user', parts },
    })
    if (!response.ok) throw new Error(`A question was refused: ${await response.text()}`)
    await response.text()
  }
  return conversationId
}

/** Goes to the first message and back to the newest; ms until the first was there. */
async function loadAll(page: Page, messages: number): Promise<number> {
  await page.locator('[data-message]').last().hover()
  const first = page.getByRole('button', { name: 'To the first' })
  const startedAt = performance.now()
  while (!(await first.isVisible()) && (await page.locator('[data-message]').count()) < messages) {
    await page.mouse.wheel(0, -600)
  }
  // It goes away where the page has read all of it by then.
  await first.click({ timeout: 5_000 }).catch(() => undefined)
  const shown = page.locator('[data-message]')
  await shown.nth(messages - 1).waitFor({ state: 'attached' })
  while ((await shown.first().getAttribute('data-drawn')) !== 'true') await page.waitForTimeout(20)
  const tookMs = Math.round(performance.now() - startedAt)
  await page.getByRole('button', { name: 'To the newest' }).click()
  await page.getByRole('button', { name: 'To the newest' }).waitFor({ state: 'detached' })
  return tookMs
}

/** From each key's event to the frame that shows it, in ms. */
async function typing(page: Page): Promise<number[]> {
  const field = page.getByLabel('Your question', { exact: true })
  await field.focus()
  await page.evaluate(RECORD_KEYS)
  await page.keyboard.type(TYPED, { delay: 30 })
  const samples = await samplesOf(page)
  await field.fill('')
  return samples
}

async function scrolling(page: Page): Promise<number[]> {
  await page.locator('[data-message]').last().hover()
  await recordFrames(page)
  for (let at = 0; at < 60; at++) await page.mouse.wheel(0, -600)
  for (let at = 0; at < 60; at++) await page.mouse.wheel(0, 600)
  return samplesOf(page)
}

/** Frames and keys while an answer streams below all of it. */
async function streaming(page: Page): Promise<Felt[]> {
  const field = page.getByLabel('Your question', { exact: true })
  await field.fill('speak endlessly')
  await field.press('Enter')
  await page.getByText('word3').waitFor()
  await recordFrames(page)
  await page.waitForTimeout(STREAMING_MS)
  const frames = feltOf('frame, while an answer streams', await samplesOf(page))
  const keys = feltOf('key press to paint, while an answer streams', await typing(page))
  await page.getByRole('button', { name: 'Stop' }).click()
  return [frames, keys]
}

async function recordFrames(page: Page): Promise<void> {
  await page.evaluate(RECORD_FRAMES)
}

/** As text: what transpiles this file would put helpers of its own into a function, which the page does not have. */
const RECORD_FRAMES = `{
  const samples = (window.samples = [])
  let before = performance.now()
  const next = (now) => {
    samples.push(now - before)
    before = now
    // A new list ends this one.
    if (window.samples === samples) requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
}`

const RECORD_KEYS = `{
  const samples = (window.samples = [])
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // After the frame's own work: a message is handled once it is painted.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => samples.push(performance.now() - timeStamp)
        port2.postMessage(undefined)
      })
    },
    { capture: true },
  )
}`

function samplesOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>('window.samples')
}

function feltOf(what: string, samples: number[]): Felt {
  const sorted = samples.slice(1).sort((a, b) => a - b)
  const round = (value: number) => Math.round(value * 10) / 10
  return {
    what,
    p50Ms: round(percentile(sorted, 0.5)),
    p95Ms: round(percentile(sorted, 0.95)),
    maxMs: round(sorted.at(-1) ?? Number.NaN),
  }
}
