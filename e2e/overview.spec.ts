import type { Locator, Page } from '@playwright/test'
import { expect, READS, test } from './fixtures/app'

test.use({ areTogether: true })

/** The number of a tile; its link is named by label and value. */
const tile = (page: Page, label: string, value: number | string) =>
  page.getByRole('link', { name: `${label}: ${value}`, exact: true })

const events = (page: Page) => page.getByRole('list', { name: 'Events' })

/** The overview while no server is connected, and what it tells of memory by then. */
async function openIdle(page: Page): Promise<{ connected: Locator; before: number }> {
  await page.request.delete('/api/connections')
  await page.goto('/')
  await expect(tile(page, 'Connected', 0)).toBeVisible()
  await expect(events(page).getByRole('listitem').first()).toBeVisible()
  const connected = events(page).getByText('memory is connected')
  return { connected, before: await connected.count() }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible in the ${colorScheme} theme`, { tag: READS }, async ({ page, checkAccessibility }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto('/')
    await expect(tile(page, 'Servers', 3)).toBeVisible()
    await checkAccessibility(page)
  })
}

test('connects to all with one click and shows each come up', async ({ page, checkAccessibility }) => {
  const { connected, before } = await openIdle(page)
  await expect(tile(page, 'Servers', 3)).toBeVisible()
  await expect(tile(page, 'Enabled', 3)).toBeVisible()
  await page.getByRole('button', { name: 'Connect all' }).click()

  const progress = page.getByRole('region', { name: 'Progress of each server' })
  for (const name of ['everything', 'memory', 'thinking']) {
    await expect(progress.getByRole('listitem').filter({ hasText: name })).toContainText('Connected')
  }
  await expect(page.getByRole('heading', { name: '3 connected' })).toBeVisible()
  await expect(tile(page, 'Connected', 3)).toBeVisible()
  await expect(tile(page, 'Healthy', 3)).toBeVisible()
  await expect(connected).toHaveCount(before + 1)
  await checkAccessibility(page)

  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(progress).toBeHidden()
})

test('connects only the servers of a tag', async ({ page }) => {
  await openIdle(page)
  await page.getByRole('button', { name: 'Connect by tag' }).click()
  await page.getByRole('menuitem', { name: /notes/ }).click()
  await expect(page.getByRole('heading', { name: '1 connected' })).toBeVisible()
  await expect(tile(page, 'Connected', 1)).toBeVisible()
})

test('a number leads to the servers that it counts', { tag: READS }, async ({ page }) => {
  await page.goto('/')
  await tile(page, 'Enabled', 3).click()
  await expect(page).toHaveURL('/servers?enabled=true')
})

test('tells what happens while one looks', async ({ page, app }) => {
  const { connected, before } = await openIdle(page)
  await expect(page.getByRole('region', { name: 'Events, newest first' })).toBeVisible()
  const opened = await page.request.put(`${app.url}/api/servers/memory/connection?wait=true`)
  expect(opened.ok()).toBe(true)
  await expect(connected).toHaveCount(before + 1)

  const call = await page.request.post(`${app.url}/api/servers/memory/tools/read_graph/call`, {
    data: { arguments: {} },
  })
  expect(call.ok()).toBe(true)
  await expect(
    events(page)
      .getByText(/read_graph on memory answered in/)
      .first(),
  ).toBeVisible()
  await expect(tile(page, 'Calls, last hour', 1)).toBeVisible()

  await events(page).getByRole('link', { name: 'memory' }).first().click()
  await expect(page).toHaveURL('/servers/memory')
})

test('keeps the chosen kind of events in the URL', { tag: READS }, async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Servers', exact: true }).click()
  await expect(page).toHaveURL('/?events=servers')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Servers', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(
    events(page)
      .getByText(/was added from a configuration file/)
      .first(),
  ).toBeVisible()
})

test('holds the list still while paused, and counts what came', async ({ page, app }) => {
  const { connected, before } = await openIdle(page)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.request.put(`${app.url}/api/servers/memory/connection?wait=true`)
  await expect(page.getByRole('button', { name: /Resume, \d+ new/ })).toBeVisible()
  await expect(connected).toHaveCount(before)
  await page.getByRole('button', { name: /Resume/ }).click()
  await expect(connected).toHaveCount(before + 1)
})

test.describe('with servers that do not come up', () => {
  test.use({
    appOptions: {
      mcpYaml: `servers:
  absent:
    command: no-such-command-anywhere
    max_retries: 0
  silent:
    command: sleep
    args: ["600"]
`,
    },
  })

  test('says which server wants a person, and why', async ({ page, app }) => {
    await page.goto('/')
    await page.request.put(`${app.url}/api/servers/absent/connection?wait=true`)
    const attention = page.getByRole('region', { name: 'Needs attention' })
    await expect(attention.getByRole('link', { name: 'absent' })).toBeVisible()
    await expect(attention).toContainText('Failed')
    await expect(attention).toContainText('no-such-command-anywhere')
    await expect(tile(page, 'Failed', 1)).toBeVisible()
  })

  test('a running "connect all" can be cancelled, and what is up stays up', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Connect all' }).click()
    await expect(page.getByText('2 of 3')).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: /1 connected, 1 failed, 1 cancelled/ })).toBeVisible()
    await expect(tile(page, 'Connected', 1)).toBeVisible()
  })
})

test.describe('on the first run', () => {
  test.use({ appOptions: { mcpYaml: null, mcpServers: '' } })

  test('leads to the form that registers a server', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Register a server' }).click()
    await expect(page).toHaveURL('/servers?register=form')
  })

  test('says what to do, and shows the first server as soon as the file is written', async ({
    page,
    app,
    checkAccessibility,
  }) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'The chart is empty' })).toBeVisible()
    await expect(page.getByText(app.configFile)).toBeVisible()
    await checkAccessibility(page)

    app.writeConfig('servers:\n  memory:\n    command: mcp-server-memory\n')
    await expect(tile(page, 'Servers', 1)).toBeVisible()
    await expect(page.getByRole('heading', { name: 'The chart is empty' })).toBeHidden()
  })
})
