import { expect, type Page } from '@playwright/test'
import { AppProcess } from './fixtures/app-process'
import { answers, question, test, useModel } from './fixtures/playground'
import { TestPostgres } from './fixtures/postgres'

/** Two processes on one PostgreSQL, as behind a Service that sends a page to either. */
const replicas = test.extend<{ two: [AppProcess, AppProcess] }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  two: async ({}, use) => {
    const postgres = await TestPostgres.start()
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      PORTOLAN_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    const options = { mcpYaml: 'servers: {}\n', mcpServers: '{}', env }
    const two: [AppProcess, AppProcess] = [new AppProcess(options), new AppProcess(options)]
    try {
      // One after the other, as a rollout does.
      for (const app of two) await app.start()
      await use(two)
    } finally {
      await Promise.all(two.map((app) => app.dispose()))
      await postgres.stop()
    }
  },
})

replicas(
  'an answer is read along, and stopped, on a replica that does not give it',
  async ({ two, page, model, playwright }) => {
    const [one, other] = two
    const request = await playwright.request.newContext({ baseURL: one.url })
    await useModel(request, model)
    await page.goto(`${one.url}/playground`)
    await begin(page)
    const elsewhere = await page.context().newPage()
    await elsewhere.goto(page.url().replace(one.url, other.url))
    await expect(answers(elsewhere)).toContainText(/^word1 word2 word3 /)
    // It goes on as it is said, not as it is stored.
    const words = async () => ((await answers(elsewhere).textContent()) ?? '').split(' ').length
    const before = await words()
    await expect.poll(words).toBeGreaterThan(before)

    const { status } = await ask(other, page)
    expect(status).toBe(503)
    await elsewhere.getByRole('button', { name: 'Stop' }).click()
    for (const tab of [page, elsewhere]) await expect(answers(tab)).toContainText('Stopped')
    await request.dispose()
  },
)

async function begin(page: Page): Promise<void> {
  await question(page).fill('speak endlessly')
  await question(page).press('Enter')
  await expect(answers(page)).toContainText('word3')
}

/** The same conversation, of another replica. */
function ask(app: AppProcess, page: Page): Promise<Response> {
  const conversationId = new URL(page.url()).pathname.split('/').at(-1)
  const message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }
  return fetch(`${app.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversationId, message }),
  })
}
