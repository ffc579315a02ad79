import type { Page } from '@playwright/test'
import { expect, READS, test } from './fixtures/app'

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Register servers' })
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

test.use({ areTogether: true })

test('registers a server by form and never tells its secret', async ({ page, app, checkAccessibility }) => {
  await page.goto('/servers')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('notes')
  await sheet(page).getByLabel('Command line').fill('mcp-server-memory --store "my notes"')
  await expect(sheet(page).getByLabel('The command and its arguments')).toContainText('my notes')
  await sheet(page).getByRole('button', { name: 'Add variable' }).click()
  await sheet(page).getByLabel('Name of variable 1').fill('API_KEY')
  await sheet(page).getByLabel('Value of variable 1').fill('hunter2-secret')
  await sheet(page).getByRole('combobox', { name: 'Tags' }).fill('mine,')
  await checkAccessibility(page)
  await sheet(page).getByRole('button', { name: 'Register', exact: true }).click()
  await expect(sheet(page)).toBeHidden()
  await expect(row(page, 'notes')).toContainText('Registered by hand')

  const answer = await (await page.request.get(`${app.url}/api/servers/notes`)).text()
  expect(answer).toContain('"args":["--store","my notes"]')
  expect(answer).not.toContain('hunter2-secret')

  await page.goto('/servers/notes')
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit notes' })
  await expect(edit.getByLabel('Value of variable 1')).toHaveAttribute(
    'placeholder',
    'Stored; type to replace',
  )
  await expect(edit.getByLabel('Value of variable 1')).toHaveValue('')
})

test('registers a remote server', async ({ page, app }) => {
  await page.goto('/servers?register=form')
  await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('docs')
  await sheet(page)
    .getByRole('radio', { name: /Address/ })
    .check()
  await sheet(page).getByLabel('URL').fill('https://docs.example.com/mcp')
  await sheet(page).getByRole('button', { name: 'Register', exact: true }).click()
  await expect(row(page, 'docs')).toBeVisible()
  expect(await (await page.request.get(`${app.url}/api/servers/docs`)).json()).toMatchObject({
    target: 'https://docs.example.com/mcp',
    transport: 'streamable-http',
  })
})

test(
  'says what is wrong at its field and goes there',
  { tag: READS },
  async ({ page, checkAccessibility }) => {
    await page.goto('/servers?register=form')
    await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('my notes/here')
    await sheet(page).getByLabel('Command line').fill('run "half')
    await sheet(page).getByRole('button', { name: 'Register', exact: true }).click()
    const name = sheet(page).getByRole('textbox', { name: 'Name', exact: true })
    await expect(name).toBeFocused()
    await expect(name).toHaveAccessibleDescription(/Try my-notes-here/)
    await expect(sheet(page).getByLabel('Command line')).toHaveAccessibleDescription(/not closed/)
    await checkAccessibility(page)
    await name.fill('my-notes')
    await expect(name).toHaveAttribute('aria-invalid', 'false')
  },
)

const PASTED = `{
  // as a client keeps it
  "mcpServers": {
    "weather": { "command": "npx", "args": ["-y", "weather-server"], "env": { "KEY": "very-secret" } },
    "my docs": { "url": "https://docs.example.com/mcp" },
    "search": { "url": "https://search.example.com/mcp" }
  }
}`

test('shows what a pasted configuration will become, and registers what is chosen', async ({
  page,
  app,
  checkAccessibility,
}) => {
  await page.goto('/servers?register=paste')
  await sheet(page).getByLabel('Configuration', { exact: true }).fill(PASTED)
  const preview = sheet(page).getByRole('region', { name: /2 servers/ })
  await expect(preview).toContainText('npx -y weather-server')
  await expect(preview).toContainText('https://search.example.com/mcp')
  // The bad name is told with its place, and hinders no other.
  await expect(sheet(page)).toContainText(/line 5, column \d+.*Try my-docs/)
  await checkAccessibility(page)

  await preview.getByRole('checkbox', { name: 'Register search' }).click()
  await sheet(page).getByRole('button', { name: 'Register 1 server' }).click()
  await expect(sheet(page)).toBeHidden()
  await expect(row(page, 'weather')).toBeVisible()
  await expect(row(page, 'search')).toBeHidden()
  expect(await (await page.request.get(`${app.url}/api/servers/weather`)).text()).not.toContain('very-secret')
})

for (const [format, text, endpoint] of [
  ['YAML', 'servers:\n  tide:\n    command: tide-server\n', 'tide-server'],
  ['TOML', '[mcp_servers.tide]\ncommand = "tide-server"\nargs = ["--fast"]\n', 'tide-server --fast'],
  [
    'a server.json',
    JSON.stringify({
      name: 'io.example/tide',
      description: 'Tides',
      version: '1.2.0',
      packages: [
        { registryType: 'npm', identifier: '@example/tide', version: '1.2.0', transport: { type: 'stdio' } },
      ],
    }),
    '@example/tide@1.2.0',
  ],
] as const) {
  test(`reads ${format}`, { tag: READS }, async ({ page }) => {
    await page.goto('/servers?register=paste')
    await sheet(page).getByLabel('Configuration', { exact: true }).fill(text)
    await expect(sheet(page).getByRole('region', { name: /1 server/ })).toContainText(endpoint)
  })
}

test('says where a text is broken, and registers nothing', { tag: READS }, async ({ page }) => {
  await page.goto('/servers?register=paste')
  await sheet(page).getByLabel('Configuration', { exact: true }).fill('servers:\n  a:\n    command: "x\n')
  await expect(sheet(page)).toContainText(/line \d+/)
  await expect(sheet(page).getByRole('button', { name: 'Register', exact: true })).toBeDisabled()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } })

  test('the form fits', { tag: READS }, async ({ page, checkAccessibility }) => {
    await page.goto('/servers?register=form')
    await expect(sheet(page).getByRole('tab', { name: 'Paste a configuration' })).toBeInViewport()
    await checkAccessibility(page)
    const overflow = await sheet(page).evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  })
})
