import type { APIRequestContext } from '@playwright/test'
import { expect } from './fixtures/app'
import { answers, ask, test } from './fixtures/playground'

/** More than one batch of passages, the last of which can be told by its words. */
const LOG = Array.from(
  { length: 1_000 },
  (_, at) => `## Watch ${at}\n\nThe light of pier ${at} burnt well, and vessel V-${at} lay behind it.\n`,
).join('\n')

const tell = (request: APIRequestContext, baseUrl: string, state: object) =>
  request.post(new URL('/vectors/state', baseUrl).href, { data: state })

test('an embedding model is tried, set, changed while the old one serves, and forgotten', async ({
  page,
  request,
  model,
  checkAccessibility,
}) => {
  const sent = await request.post('/api/documents', {
    multipart: { file: { name: 'log.md', mimeType: 'text/markdown', buffer: Buffer.from(LOG) } },
  })
  expect(sent.ok()).toBe(true)
  await expect
    .poll(async () => (await (await request.get('/api/documents')).json()) as { items: { state: string }[] })
    .toMatchObject({ items: [{ state: 'ready' }] })

  await page.goto('/settings?tab=retrieval')
  const section = page.getByRole('region', { name: 'Embedding model' })
  const field = section.getByLabel('Model', { exact: true })
  const index = (name: string) =>
    section.getByRole('list', { name: 'Indexes of vectors' }).getByRole('listitem').filter({ hasText: name })
  await expect(section.getByText('Not set')).toBeVisible()

  await test.step('a test says what the service says, without its key', async () => {
    await section.getByLabel('Base URL').fill(model.baseUrl)
    await section.getByLabel('API key').fill('sk-embedding-0123456789')
    await field.fill('refused')
    await section.getByRole('button', { name: 'Test' }).click()
    await expect(section.getByText('It does not answer')).toBeVisible()
    await expect(section).not.toContainText('sk-embedding')
    await field.fill('hashed-64')
    await section.getByRole('button', { name: 'Test' }).click()
    await expect(section.getByText('It answers')).toBeVisible()
  })

  await test.step('chosen, it embeds what is there, and its scores are shown', async () => {
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(index('hashed-64')).toContainText('Serves searches')
    await expect(index('hashed-64')).toContainText('64 numbers each')
    await checkAccessibility(page)
    await page.goto('/playground')
    await ask(page, 'Which vessel lay behind the light of pier 7?')
    await expect(
      answers(page)
        .getByText(/meaning 0\.\d+ #1/)
        .first(),
    ).toBeVisible()
  })

  await test.step('another is told how far it is, and does not serve before it is whole', async () => {
    await tell(request, model.baseUrl, { status: 503, model: 'hashed-96', holding: 'V-999' })
    await page.goto('/settings?tab=retrieval')
    await field.fill('hashed-96')
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(index('hashed-96')).toContainText('Being made')
    await expect(index('hashed-96')).toContainText('503')
    await expect(section.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
    await expect(index('hashed-64')).toContainText('Serves searches')
    await checkAccessibility(page)
    await page.goto('/playground')
    await ask(page, 'Which vessel lay behind the light of pier 8?')
    await expect(
      answers(page)
        .getByText(/meaning 0\.\d+ #1/)
        .first(),
    ).toBeVisible()
  })

  await test.step('whole, it takes the place of the old one', async () => {
    await tell(request, model.baseUrl, {})
    await page.goto('/settings?tab=retrieval')
    await expect(index('hashed-96')).toContainText('Serves searches')
    await expect(index('hashed-64')).toHaveCount(0)
  })

  await test.step('forgotten, words alone are searched', async () => {
    await section.getByRole('button', { name: 'Forget this model' }).click()
    await expect(section.getByText('Not set')).toBeVisible()
    await expect(section.getByRole('list', { name: 'Indexes of vectors' })).toHaveCount(0)
    await page.goto('/playground')
    await ask(page, 'Which vessel lay behind the light of pier 9?')
    await expect(
      answers(page)
        .getByText(/words \d/)
        .first(),
    ).toBeVisible()
    await expect(answers(page).getByText(/meaning \d/)).toHaveCount(0)
  })
})
