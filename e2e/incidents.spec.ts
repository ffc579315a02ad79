import type { Page } from '@playwright/test'
import { expect, test as base } from './fixtures/app'
import { type RunningServer, startHttpServer } from './servers/spawn-server'

const TOKEN = 'a-token-that-is-long-enough'
const REASON = /Nothing listens at 127\.0\.0\.1/

/** A server that can be ended and started again at its port. */
class Victim {
  #server: RunningServer | undefined
  readonly url: string

  private constructor(server: RunningServer) {
    this.#server = server
    this.url = server.url
  }

  static async start(): Promise<Victim> {
    return new Victim(await startHttpServer())
  }

  async end(): Promise<void> {
    await this.#server?.kill()
    this.#server = undefined
  }

  async begin(): Promise<void> {
    this.#server = await startHttpServer([], Number(new URL(this.url).port))
  }
}

const test = base.extend<{ victim: Victim }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  victim: async ({}, use) => {
    const victim = await Victim.start()
    await use(victim)
    await victim.end()
  },
})
test.use({ appOptions: { mcpYaml: null, mcpServers: '' }, areTogether: true })

async function register(page: Page, name: string, url: string): Promise<void> {
  const quick = { health_check_interval: 1, health_check_timeout: 1, health_check_grace: 0 }
  const data = { name, url, tags: ['lab'], health_check_fall: 1, health_check_rise: 1, ...quick }
  const response = await page.request.post('/api/servers', { data })
  expect(response.ok(), await response.text()).toBe(true)
}

const list = (page: Page) => page.getByRole('list', { name: 'Incidents, newest first' })

test('a server dies, somebody knows, and it comes back', async ({ page, victim, checkAccessibility }) => {
  await register(page, 'files', victim.url)
  await page.goto('/health?tab=incidents')
  await expect(page.getByText('No incident is open')).toBeVisible()
  await checkAccessibility(page)

  await test.step('it is shown with its reason, without anybody asking', async () => {
    await victim.end()
    await expect(list(page).getByRole('listitem')).toHaveCount(1, { timeout: 30_000 })
    await expect(list(page)).toContainText(REASON)
    await expect(list(page)).toContainText('Down')
    await checkAccessibility(page)
  })

  await test.step('somebody says that they know', async () => {
    await page.getByRole('link', { name: 'files' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'files is down' })).toBeVisible()
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    const dialog = page.getByRole('dialog', { name: 'Acknowledge that files is down' })
    await dialog.getByLabel('Your name').fill('Ada')
    await dialog.getByLabel('Note').fill('The cable is being replaced')
    await checkAccessibility(page)
    await dialog.getByRole('button', { name: 'Acknowledge' }).click()
    await expect(page.getByText('by Ada')).toBeVisible()
    await expect(page.getByText('The cable is being replaced')).toBeVisible()
    await page.getByLabel('New note').fill('It was the switch')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(page.getByRole('region', { name: 'Notes' }).getByRole('listitem')).toContainText(
      'It was the switch',
    )
    await checkAccessibility(page)
  })

  await test.step('it comes back, and the page says how long it lasted', async () => {
    await victim.begin()
    await expect(page.getByRole('heading', { level: 1, name: 'files was down' })).toBeVisible({
      timeout: 30_000,
    })
    await expect(page.getByText('It recovered')).toBeVisible()
    await expect(page.getByRole('region', { name: 'While it went on' })).toContainText(
      /Incident at files ended after/,
    )
    await checkAccessibility(page)
    await page.getByRole('link', { name: 'All incidents' }).click()
    await expect(page.getByText('No incident is open')).toBeVisible()
    await page.getByRole('button', { name: 'Show those that are over' }).click()
    await expect(list(page).getByRole('listitem')).toContainText('Ada knows')
  })
  // While it is well: nothing of it stays open.
  await page.request.delete('/api/servers/files')
})

test('a maintenance window is planned, silences, and is removed again', async ({
  page,
  victim,
  checkAccessibility,
}) => {
  await register(page, 'mail', victim.url)
  await page.goto('/health?tab=maintenance')
  await expect(page.getByText('No maintenance is planned')).toBeVisible()
  await checkAccessibility(page)

  await test.step('what is wrong is said before anything is planned', async () => {
    await page.getByRole('button', { name: 'New window' }).click()
    const sheet = page.getByRole('dialog', { name: 'New maintenance' })
    await sheet.getByRole('button', { name: 'Plan it' }).click()
    await expect(sheet.getByText('Say what it is for')).toBeVisible()
    await sheet.getByRole('button', { name: 'By cron' }).click()
    await sheet.getByLabel('Cron expression').fill('0 99 * * *')
    await expect(sheet.getByText(/no cron expression: Invalid value for hour/)).toBeVisible()
    await checkAccessibility(page)
    await sheet.getByLabel('Cron expression').fill('0 22 * * 1-5')
    await expect(sheet.getByRole('region', { name: 'The next spans' }).getByRole('listitem')).toHaveCount(5)
    await sheet.getByRole('button', { name: 'Every week' }).click()
    await expect(sheet.getByRole('button', { name: 'Saturday' })).toHaveAttribute('aria-pressed', 'false')
  })

  await test.step('a window for now is planned', async () => {
    const sheet = page.getByRole('dialog', { name: 'New maintenance' })
    await sheet.getByLabel('What for').fill('Move of the rack')
    await sheet.getByRole('button', { name: 'Once' }).click()
    await sheet.getByLabel('From').fill('2020-01-01T00:00')
    await sheet.getByLabel('To', { exact: true }).fill('2099-01-01T00:00')
    await sheet.getByLabel('Add a server by name').fill('mail')
    await sheet.getByRole('button', { name: 'Add', exact: true }).click()
    await sheet.getByRole('button', { name: 'Plan it' }).click()
    await expect(page.getByRole('list', { name: 'Now' })).toContainText('Move of the rack')
    await expect(page.getByRole('list', { name: 'Now' })).toContainText('mail')
    await checkAccessibility(page)
  })

  await test.step('what happens in it is recorded, and told to nobody', async () => {
    await victim.end()
    await page.goto('/health?tab=incidents')
    await expect(list(page).getByRole('listitem')).toContainText('In maintenance', { timeout: 30_000 })
  })

  await test.step('without it, people are told at once', async () => {
    await page.goto('/health?tab=maintenance')
    await page.getByRole('button', { name: 'Remove Move of the rack' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText('people are told at once')
    await dialog.getByRole('button', { name: 'Remove window' }).click()
    await expect(page.getByText('No maintenance is planned')).toBeVisible()
    await page.goto('/health?tab=incidents')
    await expect(list(page).getByRole('listitem')).toHaveCount(1)
    await expect(list(page).getByText('In maintenance')).toHaveCount(0, { timeout: 30_000 })
  })
})

test.describe('with an access token', () => {
  test.use({ appOptions: { mcpYaml: null, mcpServers: '', env: { PORTOLAN_TOKEN: TOKEN } } })

  test('the status page and a badge are there for strangers once they are published', async ({
    page,
    app,
    browser,
    victim,
    checkAccessibility,
    playwright,
  }) => {
    const stranger = await playwright.request.newContext({ baseURL: app.url })
    const badge = '/api/servers/files/badge.svg'
    expect((await page.goto('/status'))?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: 'There is no status page here' })).toBeVisible()
    await checkAccessibility(page)

    await test.step('it is published in the settings', async () => {
      await page.goto('/settings?tab=status')
      await page.getByLabel('Access token').fill(TOKEN)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByLabel('Published, for everybody')).toBeVisible()
      await register(page, 'files', victim.url)
      expect((await stranger.get(badge)).status()).toBe(404)
      await page.getByLabel('Published, for everybody').click()
      await page.getByLabel('Title').fill('Our servers')
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('link', { name: 'Open the page' })).toBeVisible()
      await page.getByLabel('A badge of').fill('files')
      await expect(page.getByRole('img', { name: 'Badge of files' })).toBeVisible()
    })

    await test.step('a stranger sees it, in any window and any light', async () => {
      const elsewhere = await browser.newContext({ baseURL: app.url })
      const visitor = await elsewhere.newPage()
      const answer = await visitor.goto('/status')
      expect(answer?.status()).toBe(200)
      await expect(visitor.getByRole('heading', { level: 1, name: 'Our servers' })).toBeVisible()
      await expect(visitor).toHaveTitle('Our servers')
      await expect(visitor.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/)
      await expect(visitor.getByRole('list', { name: 'Servers' }).getByRole('listitem')).toContainText(
        'files',
      )
      await expect(visitor.getByRole('img', { name: /^90 days to/ })).toBeVisible()
      await expect(visitor.getByRole('navigation')).toHaveCount(0)
      expect(await visitor.content()).not.toContain(new URL(victim.url).host)
      await checkAccessibility(visitor)
      await visitor.emulateMedia({ colorScheme: 'dark' })
      await visitor.setViewportSize({ width: 375, height: 800 })
      await checkAccessibility(visitor)
      const isTooWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
      expect(await visitor.evaluate(isTooWide)).toBe(false)
      await elsewhere.close()
    })

    await test.step('a badge is fetched without a token, and from a page elsewhere', async () => {
      const response = await stranger.get(badge, { headers: { 'sec-fetch-site': 'cross-site' } })
      expect(response.status()).toBe(200)
      expect(response.headers()['content-type']).toContain('image/svg+xml')
      expect(response.headers()['cross-origin-resource-policy']).toBe('cross-origin')
      expect(await response.text()).toContain('<title>files: ')
      expect((await stranger.get('/api/servers')).status()).toBe(401)
      await stranger.dispose()
    })
  })
})
