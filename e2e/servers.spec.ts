import type { Page } from '@playwright/test'
import { expect, READS, test } from './fixtures/app'

test.use({ areTogether: true })

const grid = (page: Page) => page.getByRole('grid', { name: 'Servers' })
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
const selectionBar = (page: Page) => page.getByRole('toolbar', { name: 'Actions on the selected servers' })

async function openServers(page: Page, search = '') {
  await page.goto(`/servers${search}`)
  await expect(grid(page)).toBeVisible()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(
    `the servers are listed accessibly in the ${colorScheme} theme`,
    { tag: READS },
    async ({ page, checkAccessibility }) => {
      await page.emulateMedia({ colorScheme })
      await openServers(page)
      for (const name of ['everything', 'memory', 'thinking']) await expect(row(page, name)).toBeVisible()
      await expect(row(page, 'memory')).toContainText('Configuration files')
      await expect(row(page, 'thinking')).toContainText('Environment')
      await checkAccessibility(page)
      await row(page, 'memory').getByRole('checkbox').check()
      await expect(selectionBar(page)).toContainText('1 selected')
      await checkAccessibility(page)
    },
  )
}

test('search and filters narrow the list, and live in the address', { tag: READS }, async ({ page }) => {
  await openServers(page)
  await page.getByRole('searchbox', { name: 'Search servers' }).fill('mem')
  await expect(row(page, 'thinking')).toBeHidden()
  await expect(row(page, 'memory')).toBeVisible()
  await expect(page).toHaveURL(/[?&]q=mem/)
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(page).toHaveURL('/servers')

  await page.getByRole('button', { name: /^Tag filter/ }).click()
  await page.getByRole('option', { name: /notes/ }).click()
  await page.keyboard.press('Escape')
  await expect(row(page, 'everything')).toBeHidden()
  await expect(page).toHaveURL(/[?&]tag=notes/)

  // What is sent to a colleague shows the same.
  await page.reload()
  await expect(row(page, 'memory')).toBeVisible()
  await expect(row(page, 'everything')).toBeHidden()

  await page
    .getByRole('list', { name: 'Filters in use' })
    .getByRole('button', { name: /Tag.*notes/ })
    .click()
  await expect(row(page, 'everything')).toBeVisible()
  await expect(page).toHaveURL('/servers')
})

test(
  'what matches nothing says so and offers the way back',
  { tag: READS },
  async ({ page, checkAccessibility }) => {
    await page.goto('/servers?q=nowhere&state=failed')
    await expect(page.getByText('No server matches')).toBeVisible()
    await checkAccessibility(page)
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    await expect(row(page, 'memory')).toBeVisible()
  },
)

test('sorts by a column, and back, in the address', { tag: READS }, async ({ page }) => {
  await openServers(page)
  const names = () =>
    grid(page)
      .getByRole('row')
      .evaluateAll((rows) => rows.flatMap((each) => (each as HTMLElement).dataset['server'] ?? []))
  await page.getByRole('button', { name: 'Name' }).click()
  await expect(page).toHaveURL('/servers?order=desc')
  await expect.poll(names).toEqual(['thinking', 'memory', 'everything'])
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('button', { name: 'Name' }).click()
  await expect.poll(names).toEqual(['everything', 'memory', 'thinking'])
})

test('columns are chosen, and the choice is in the address', { tag: READS }, async ({ page }) => {
  await openServers(page)
  await page.getByRole('button', { name: 'Choose columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Endpoint' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Tags' }).click()
  await page.keyboard.press('Escape')
  await expect(row(page, 'memory')).toContainText('mcp-server-memory')
  await expect(page.getByRole('columnheader', { name: 'Tags' })).toBeHidden()
  await page.reload()
  await expect(row(page, 'memory')).toContainText('mcp-server-memory')
})

test('a keyboard walks the rows, selects and opens', { tag: READS }, async ({ page }) => {
  await openServers(page)
  await expect(row(page, 'everything')).toBeVisible()
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(row(page, 'everything')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(row(page, 'memory')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(row(page, 'memory')).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/servers/thinking')
})

test('rows change in place while servers connect', async ({ page }) => {
  await page.request.delete('/api/connections')
  await openServers(page)
  await expect(row(page, 'memory')).toContainText('Idle')
  await page.getByRole('button', { name: 'Connect all' }).click()
  for (const name of ['everything', 'memory', 'thinking']) {
    await expect(row(page, name)).toContainText('Connected', { timeout: 30_000 })
  }
  await expect(page.getByRole('region', { name: 'Connecting' })).toContainText('3 of 3')
  await expect(row(page, 'memory').getByRole('gridcell').nth(5)).toHaveText('9')
})

test('connects by tag only', async ({ page }) => {
  await page.request.delete('/api/connections')
  await openServers(page)
  await page.getByRole('button', { name: 'More ways to connect' }).click()
  await page.getByRole('menuitem', { name: /notes/ }).click()
  await expect(row(page, 'memory')).toContainText('Connected', { timeout: 30_000 })
  await expect(row(page, 'everything')).toContainText('Idle')
})

test('disables many at once, shows it at once, and takes it back', async ({ page, app }) => {
  await openServers(page)
  await page.getByRole('checkbox', { name: 'Select all servers that match' }).click()
  await expect(selectionBar(page)).toContainText('3 selected')
  await selectionBar(page).getByRole('button', { name: 'Disable' }).click()
  for (const name of ['everything', 'memory', 'thinking']) {
    await expect(row(page, name)).toContainText('Disabled')
  }
  const enabled = async () => {
    const { total } = (await (await page.request.get(`${app.url}/api/servers?enabled=true`)).json()) as {
      total: number
    }
    return total
  }
  await expect.poll(enabled).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(enabled).toBe(3)
  await expect(row(page, 'memory')).toContainText('Idle')
})

test('tags many at once', async ({ page }) => {
  await openServers(page)
  await row(page, 'memory').getByRole('checkbox').check()
  await row(page, 'thinking').getByRole('checkbox').check()
  await selectionBar(page).getByRole('button', { name: 'Tag', exact: true }).click()
  await page.getByRole('dialog').getByRole('combobox', { name: 'Tags' }).fill('blue, green')
  await expect(page.getByRole('dialog').getByRole('list', { name: 'Tags chosen' })).toContainText('green')
  await page.getByRole('button', { name: 'Tag 2 servers' }).click()
  await expect(row(page, 'memory')).toContainText('blue')
  await expect(row(page, 'thinking')).toContainText('green')
  await expect(row(page, 'everything')).not.toContainText('blue')
})

test('a removal is confirmed, and each refusal has its reason', async ({ page, app }) => {
  await page.request.post(`${app.url}/api/servers`, {
    data: { name: 'by-hand', command: 'mcp-server-memory' },
  })
  await openServers(page)
  await row(page, 'by-hand').getByRole('checkbox').check()
  await row(page, 'memory').getByRole('checkbox').check()
  await selectionBar(page).getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('memory')
  await page.getByRole('button', { name: 'Remove 2 servers' }).click()
  await expect(row(page, 'by-hand')).toBeHidden()
  const results = page.getByRole('region', { name: 'Remove: results' })
  await expect(results).toContainText('1 of 2 done')
  await results.getByRole('button', { name: 'Show 1 failed' }).click()
  await expect(results.getByRole('list', { name: 'Failed' })).toContainText('memory')
  await expect(row(page, 'memory')).toBeVisible()
})

test('a server that can not come up shows its attempt and the time of the next', async ({ page, app }) => {
  await page.request.post(`${app.url}/api/servers`, {
    data: { name: 'down', url: 'http://127.0.0.1:9/mcp', retry_delay: 20, max_retry_delay: 60 },
  })
  await openServers(page)
  await page.request.put(`${app.url}/api/servers/down/connection`)
  await expect(row(page, 'down')).toContainText(/Retrying\s*attempt 2 in \d+ s/)
  await page.request.delete(`${app.url}/api/servers/down`)
})

test.describe('with nothing registered', () => {
  test.use({ appOptions: { mcpYaml: 'servers: {}\n', mcpServers: '{}' } })

  test('says what to do', async ({ page, checkAccessibility }) => {
    await page.goto('/servers')
    await expect(page.getByText('No servers yet')).toBeVisible()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Paste a configuration' }).click()
    await expect(page.getByRole('dialog', { name: 'Register servers' })).toBeVisible()
  })
})

test.describe('with ten thousand servers', () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [
      `server-${String(index).padStart(5, '0')}`,
      { url: `http://127.0.0.1:9/mcp-${index}`, tags: [`team-${index % 40}`] },
    ]),
  )
  test.use({ appOptions: { mcpYaml: JSON.stringify({ servers: many }), mcpServers: '{}' } })

  test('draws what is in sight, and is at the end in a moment', async ({ page }) => {
    test.setTimeout(180_000)
    await page.goto('/servers')
    await expect(page.getByRole('status').filter({ hasText: '10,000' })).toBeVisible({ timeout: 60_000 })
    await expect(row(page, 'server-00000')).toBeVisible()
    expect(await grid(page).getByRole('row').count()).toBeLessThan(80)

    await grid(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await expect(row(page, 'server-09999')).toBeVisible({ timeout: 90_000 })
    expect(await grid(page).getByRole('row').count()).toBeLessThan(80)

    await page.getByRole('searchbox', { name: 'Search servers' }).fill('05000')
    await expect(row(page, 'server-05000')).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: '1 of 10,000' })).toBeVisible()
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } })

  test(
    'is a list of cards that does not scroll sideways',
    { tag: READS },
    async ({ page, checkAccessibility }) => {
      await page.goto('/servers')
      const cards = page.getByRole('list', { name: 'Servers' }).getByRole('listitem')
      await expect(cards.filter({ hasText: 'memory' })).toContainText('Configuration files')
      await checkAccessibility(page)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBeLessThanOrEqual(0)
      await cards.getByRole('link', { name: 'memory' }).click()
      await expect(page).toHaveURL('/servers/memory')
    },
  )
})
