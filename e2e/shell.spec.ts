import type { Page } from '@playwright/test'
import { expect, READS, test } from './fixtures/app'

const PAGES = [
  ['Overview', '/'],
  ['Servers', '/servers'],
  ['Health', '/health'],
  ['Discovery', '/discovery'],
  ['Playground', '/playground'],
  ['Documents', '/documents'],
  ['Config', '/config'],
  ['Settings', '/settings'],
] as const

const phone = { width: 375, height: 812 }

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await expect(palette).toBeVisible()
  return palette
}

async function expectNoSidewaysScroll(page: Page) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

test('leads to every page, and marks where one is', { tag: READS }, async ({ page }) => {
  await page.goto('/')
  for (const [title, path] of PAGES) {
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title })
    await link.click()
    await expect(page).toHaveURL(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await expect(link).toHaveAttribute('aria-current', 'page')
  }
})

test('lets a keyboard skip the navigation', { tag: READS }, async ({ page }) => {
  await page.goto('/config')
  await expect(page.getByRole('heading', { name: 'Config', level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('the palette finds a server by a part of its name and opens it', { tag: READS }, async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Events' })).toBeVisible()
  const palette = await openPalette(page)
  await page.keyboard.type('memo')
  await expect(palette.getByRole('option', { name: /^memory/ })).toBeVisible()
  await palette.getByRole('option', { name: /^memory/ }).click()
  await expect(page).toHaveURL('/servers/memory')
  await expect(palette).toBeHidden()
})

test('the palette works by keyboard alone, and Escape leaves it', { tag: READS }, async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Events' })).toBeVisible()
  const palette = await openPalette(page)
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await openPalette(page)
  await page.keyboard.type('config')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/config')
})

test('the palette connects a server', { tag: READS }, async ({ page, app }) => {
  await page.goto('/settings')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const palette = await openPalette(page)
  await page.keyboard.type('memory')
  await palette.getByRole('option', { name: 'Connect memory' }).click()
  await expect
    .poll(async () => {
      const response = await page.request.get(`${app.url}/api/servers/memory`)
      const server = (await response.json()) as { connection: { kind: string } }
      return server.connection.kind
    })
    .toBe('ready')
  await page.request.delete(`${app.url}/api/servers/memory/connection`)
})

test('keeps the theme that was chosen', { tag: READS }, async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveClass(/dark/)
  await page.reload()
  await expect(page.locator('html')).toHaveClass(/dark/)
})

test('works at the width of a phone', { tag: READS }, async ({ page, checkAccessibility }) => {
  await page.setViewportSize(phone)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Events' })).toBeVisible()
  await expectNoSidewaysScroll(page)

  await page.getByRole('button', { name: 'Open navigation' }).click()
  const sheet = page.getByRole('dialog', { name: 'Portolan' })
  await checkAccessibility(page)
  await sheet.getByRole('link', { name: 'Config' }).click()
  await expect(page).toHaveURL('/config')
  await expect(sheet).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Reload history' })).toBeVisible()
  await expectNoSidewaysScroll(page)
})

test('says so when live updates are lost, and goes on by itself', { tag: READS }, async ({ page }) => {
  await page.route('**/api/events*', (route) => route.abort())
  await page.goto('/')
  const sign = page.getByRole('status').filter({ hasText: 'Reconnecting' })
  await expect(sign).toBeVisible()
  await page.unroute('**/api/events*')
  await expect(sign).toBeHidden()
})

test('says what to do where there is no page', { tag: READS }, async ({ page, checkAccessibility }) => {
  const response = await page.goto('/nowhere')
  expect(response?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeAttached()
  await checkAccessibility(page)
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page).toHaveURL('/')
})

test(
  'tells when Portolan itself does not answer, and recovers on request',
  { tag: READS },
  async ({ page }) => {
    await page.route('**/api/config', (route) => route.abort())
    await page.goto('/config')
    await expect(page.getByRole('alert').filter({ hasText: 'Portolan does not answer' })).toBeVisible()
    await page.unroute('**/api/config')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Reload history' })).toBeVisible()
  },
)

test.describe('behind an access token', () => {
  const token = 'the-harbour-master-knows'
  test.use({ appOptions: { env: { PORTOLAN_TOKEN: token } } })

  test('asks for the token, and leads back to where one wanted to go', async ({
    page,
    checkAccessibility,
  }) => {
    await page.goto('/config?place=MCP_SERVERS')
    await expect(page).toHaveURL(/\/sign-in\?from=/)
    await checkAccessibility(page)

    await page.getByLabel('Access token').fill('a guess')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'not the access token' })).toBeVisible()

    await page.getByLabel('Access token').fill(token)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL('/config?place=MCP_SERVERS')
    await expect(page.getByRole('heading', { name: 'Reload history' })).toBeVisible()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL('/sign-in')
  })
})
