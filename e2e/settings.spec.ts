import { expect, test as base } from './fixtures/app'
import { type ModelServer, startModelServer } from './fixtures/model-server'

const KEY = 'sk-settings-0123456789abcdef'

const test = base.extend<{ model: ModelServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  model: async ({}, use) => {
    const server = await startModelServer()
    await use(server)
    await server.stop()
  },
})

test('a model is chosen, tried and forgotten, and its key is never seen again', async ({
  page,
  request,
  model,
  checkAccessibility,
}) => {
  const bodies: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/api/'))
      void response.text().then(
        (text) => bodies.push(text),
        () => undefined,
      )
  })
  // The other tabs are there too, and hidden.
  const form = page.getByRole('tabpanel', { name: 'Model' })
  await page.goto('/settings')
  await expect(form.getByText('Not set')).toBeVisible()
  await checkAccessibility(page)

  await test.step('what is missing is said before anything is sent', async () => {
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText('Give the name of the model')).toBeVisible()
    await page.getByRole('combobox', { name: 'Provider' }).click()
    await page.getByRole('option', { name: 'OpenAI-compatible' }).click()
    await form.getByLabel('Base URL').fill('not a url')
    await expect(form.getByText('Give a whole address')).toBeVisible()
    await checkAccessibility(page)
  })

  await test.step('a test says that nobody answers there, and then that somebody does', async () => {
    await page.getByRole('combobox', { name: 'Model' }).fill('scripted')
    await form.getByLabel('Base URL').fill('http://127.0.0.1:9/v1')
    await page.getByRole('button', { name: 'Test' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'does not answer' })).toContainText('127.0.0.1:9')
    await form.getByLabel('Base URL').fill(model.baseUrl)
    await form.getByLabel('API key').fill(KEY)
    await page.getByRole('button', { name: 'Test' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'It answers' })).toBeVisible()
  })

  await test.step('saved, the key is stored and the field is empty', async () => {
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText('In use')).toBeVisible()
    await expect(form.getByLabel('API key')).toHaveValue('')
    await expect(form.getByText('A key is stored, sealed')).toBeVisible()
    await page.reload()
    await expect(form.getByText('with a key')).toBeVisible()
    expect(await page.content()).not.toContain(KEY)
    expect(bodies.join('\n')).not.toContain(KEY)
    await checkAccessibility(page)
  })

  await test.step('another address does not get the stored key', async () => {
    await form.getByLabel('Base URL').fill('http://127.0.0.1:9/v1')
    await expect(form.getByText('A key is stored, sealed')).toHaveCount(0)
    await form.getByLabel('Base URL').fill(model.baseUrl)
    await expect(form.getByText('A key is stored, sealed')).toBeVisible()
  })

  await test.step('forgotten, the playground says that there is none', async () => {
    await page.getByRole('button', { name: 'Forget this model' }).click()
    await expect(form.getByText('Not set')).toBeVisible()
    expect(await (await request.get('/api/settings/model')).json()).toMatchObject({ model: null })
    await page.getByRole('link', { name: 'Playground' }).click()
    await expect(page.getByRole('heading', { name: 'No model is set' })).toBeVisible()
  })
})

test.describe('a model of the environment', () => {
  test.use({
    appOptions: {
      env: { PORTOLAN_MODEL: 'anthropic/claude-e2e', ANTHROPIC_API_KEY: KEY },
    },
  })

  test('is shown as such, without its key', async ({ page, checkAccessibility }) => {
    await page.goto('/settings')
    await expect(page.getByText('Set by the environment')).toBeVisible()
    await expect(page.getByText('claude-e2e').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Forget this model' })).toHaveCount(0)
    expect(await page.content()).not.toContain(KEY)
    await checkAccessibility(page)
  })
})
