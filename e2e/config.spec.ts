import type { Page } from '@playwright/test'
import { DEFAULT_CONFIG, expect, test } from './fixtures/app'

/** The part of the page that shows the file: its path names it. */
const file = (page: Page) => page.getByRole('region', { name: /^\/.*mcp\.yaml$/ })
const places = (page: Page) => page.getByRole('region', { name: 'Files and environment' })
const changes = (page: Page) => page.getByRole('list', { name: 'Changes by server' })

test.use({ areTogether: true })
// What the test before did to the file is over.
test.beforeEach(async ({ app, request }) => {
  app.writeConfig(DEFAULT_CONFIG)
  const read = async () => {
    const { files } = (await (await request.get('/api/config')).json()) as {
      files: { valid: boolean; servers: string[] }[]
    }
    return files[0]
  }
  await expect.poll(read).toMatchObject({ valid: true, servers: ['everything', 'memory'] })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible in the ${colorScheme} theme, with errors too`, async ({
    page,
    app,
    checkAccessibility,
  }) => {
    await page.emulateMedia({ colorScheme })
    app.writeConfig('servers:\n  memory:\n    command: [\n')
    await page.goto('/config')
    await expect(places(page).getByText('Not valid')).toBeVisible()
    await checkAccessibility(page)
  })
}

test('shows each file as it stands, and the servers of the environment', async ({ page }) => {
  await page.goto('/config')
  await expect(page.getByText('Watching for changes')).toBeVisible()
  await expect(places(page).getByRole('button', { name: /mcp\.yaml/ })).toContainText('2 servers')
  await expect(file(page)).toContainText('# A server with a bit of everything.')
  await expect(file(page).getByRole('link', { name: 'memory' })).toBeVisible()

  await places(page)
    .getByRole('button', { name: /MCP_SERVERS/ })
    .click()
  await expect(page).toHaveURL(/place=MCP_SERVERS/)
  await expect(page.getByRole('list', { name: 'Servers declared here' }).getByRole('link')).toHaveText([
    'thinking',
  ])
})

test('shows a saved change by itself, server by server', async ({ page, app, checkAccessibility }) => {
  await page.goto('/config')
  await expect(file(page)).toContainText('mcp-server-everything')
  app.writeConfig(
    DEFAULT_CONFIG.replace('[demo, notes]', '[demo]').replace(
      / {2}everything:[\s\S]*? {2}memory:/,
      '  memory:',
    ) + '  fresh:\n    command: mcp-server-memory\n',
  )
  await expect(changes(page).getByRole('listitem').filter({ hasText: 'fresh' })).toContainText('added')
  await expect(changes(page).getByRole('listitem').filter({ hasText: 'memory' })).toContainText(
    'changed: tags',
  )
  await expect(changes(page).getByRole('listitem').filter({ hasText: 'everything' })).toContainText('removed')
  await expect(file(page)).toContainText('fresh:')
  await checkAccessibility(page)
  await changes(page).getByRole('link', { name: 'fresh' }).click()
  await expect(page).toHaveURL('/servers/fresh')
})

test('keeps what serves when a file breaks, and says where it broke', async ({ page, app }) => {
  await page.goto('/config')
  await expect(places(page).getByText('Valid').first()).toBeVisible()
  app.writeConfig(
    'servers:\n  everything:\n    command: mcp-server-everything\n    args: [stdio\n  memory: {}\n',
  )
  await expect(places(page).getByText('Not valid')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'last valid version' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Last reload' })).toContainText('Rejected')

  const position = file(page)
    .getByRole('button', { name: /^line \d+/ })
    .first()
  await position.click()
  await expect(page.getByRole('region', { name: /^text of / })).toBeFocused()

  const listed = await page.request.get(`${app.url}/api/servers`)
  const { items } = (await listed.json()) as { items: { name: string }[] }
  expect(items.map(({ name }) => name)).toEqual(['everything', 'memory', 'thinking'])

  app.writeConfig(DEFAULT_CONFIG)
  await expect(places(page).getByText('Not valid')).toBeHidden()
})

test('never shows a secret', async ({ page, app }) => {
  const secret = 'correct-horse-battery-staple'
  app.writeConfig(
    `servers:\n  vault:\n    url: https://vault.example.com/mcp\n    headers:\n      Authorization: Bearer ${secret}\n`,
  )
  await page.goto('/config')
  await expect(file(page)).toContainText('vault.example.com')
  await expect(file(page)).toContainText('••••••••')
  expect(await page.content()).not.toContain(secret)
})

test('reloads on request and says what came of it', async ({ page }) => {
  await page.goto('/config')
  await expect(page.getByText('Watching for changes')).toBeVisible()
  await page.getByRole('button', { name: 'Reload now' }).click()
  await expect(page.getByText('Configuration read again: nothing changed')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Reloads, newest first' })).toContainText('on request')
})
