import type { Page } from '@playwright/test'
import { DEFAULT_CONFIG, expect, test as base } from './fixtures/app'
import { DiscoveryWorld, ENTRIES } from './fixtures/discovery-world'

/** One for all tests of the file. */
let started: DiscoveryWorld | undefined
const test = base.extend<{ world: DiscoveryWorld }>({
  areTogether: true,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  world: async ({}, use) => {
    await use((started ??= await DiscoveryWorld.start()))
  },
  appOptions: async ({ world }, use) => {
    await use(world.appOptions)
  },
})
test.afterAll(async () => {
  await started?.stop()
  started = undefined
})

const card = (page: Page, title: string) => page.getByRole('region', { name: title })
const sheet = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })
const held = (page: Page, list = 'Servers that wait') => page.getByRole('grid', { name: list })
const conflicts = (page: Page) => page.getByRole('list', { name: 'Conflicts' })

async function serverNames(page: Page, url: string): Promise<string[]> {
  const response = await page.request.get(`${url}/api/servers?limit=1000`)
  const { items } = (await response.json()) as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

test('shows each source with what it counts, and says how one that is off is switched on', async ({
  page,
}) => {
  await page.goto('/discovery')
  await expect(card(page, 'Configuration files')).toContainText('Watching')
  await expect(card(page, 'Configuration files').getByRole('link', { name: '2 servers' })).toHaveAttribute(
    'href',
    '/servers?source=config-file',
  )
  const dns = card(page, 'DNS')
  await expect(dns).toContainText('No domain is named')
  await dns.getByRole('button', { name: 'In a file or the environment' }).click()
  await expect(dns.getByRole('region', { name: 'DNS in a file' })).toContainText('domains: [example.com]')
  await expect(dns.getByRole('region', { name: 'DNS in the environment' })).toContainText(
    'PORTOLAN_DISCOVERY=',
  )
})

test('runs a source now, and keeps the run with its own address', async ({ page }) => {
  await page.goto('/discovery')
  const http = card(page, 'HTTP catalogues')
  await expect(http).toContainText('Succeeded')
  await http.getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page).toHaveURL(/tab=history/)
  const row = page.getByRole('row').filter({ hasText: 'HTTP catalogues' }).filter({ hasText: 'on request' })
  await expect(row).toContainText('Succeeded')
  await row.getByRole('link').click()
  await expect(sheet(page, 'Run of HTTP catalogues')).toContainText('Asked for on request')
  await page.reload()
  await expect(sheet(page, 'Run of HTTP catalogues')).toContainText('Nothing changed')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL('/discovery?tab=history')

  await page.getByRole('combobox', { name: 'Source' }).click()
  await page.getByRole('option', { name: 'DNS' }).click()
  await expect(page.getByText('No run is like that')).toBeVisible()
})

test('shows what a run would change, and changes it when told to', async ({ page, app, world }) => {
  await page.goto('/discovery')
  const http = card(page, 'HTTP catalogues')
  await expect(http).toContainText('Succeeded')
  world.servers = {
    tides: { url: 'http://127.0.0.1:9/tides/v2' },
    winds: { url: 'http://127.0.0.1:9/w' },
  }
  await http.getByRole('button', { name: 'Dry run' }).click()
  const dry = sheet(page, 'Dry run of HTTP catalogues')
  await expect(dry.getByRole('region', { name: 'Would be added' })).toContainText('winds')
  const change = dry.getByRole('table', { name: 'Changes of tides' })
  await expect(change).toContainText('http://127.0.0.1:9/tides/v2')
  expect(await serverNames(page, app.url)).not.toContain('winds')

  await dry.getByRole('button', { name: 'Apply' }).click()
  const run = sheet(page, 'Run of HTTP catalogues')
  await expect(run.getByRole('region', { name: 'Added', exact: true })).toContainText('winds')
  await run.getByRole('link', { name: 'winds' }).click()
  await expect(page).toHaveURL('/servers/winds')
})

test('shows a labelled Service as it appears, who goes first where a file declares it too, and what becomes of it', async ({
  page,
  app,
  world,
}) => {
  await page.goto('/servers')
  world.addService('chart')
  const row = page.getByRole('row').filter({ hasText: 'chart.tools' })
  await expect(row).toContainText('Kubernetes')

  app.writeConfig(`${DEFAULT_CONFIG}  chart.tools:\n    url: http://127.0.0.1:9/mcp\n`)
  await expect(row).toContainText('Configuration files')
  await row.getByRole('button', { name: 'where chart.tools comes from' }).click()
  const claims = page.getByRole('dialog', { name: 'Where chart.tools comes from' }).getByRole('listitem')
  await expect(claims.first()).toContainText('In use')
  await expect(claims.nth(1)).toContainText('Shadowed')
  await claims.nth(1).getByRole('link', { name: 'Kubernetes' }).click()
  await expect(page).toHaveURL('/discovery?source=kubernetes')

  await card(page, 'Kubernetes').getByRole('link', { name: '1 shadowed' }).click()
  const conflict = conflicts(page).getByRole('region', { name: 'chart.tools' })
  await expect(conflict).toContainText('http://chart.tools.svc:8080/mcp')
  await expect(conflict).toContainText('http://127.0.0.1:9/mcp')

  app.writeConfig(DEFAULT_CONFIG)
  await expect(page.getByText('Kubernetes disagrees with no other source')).toBeVisible()
  world.removeService('chart')
  await expect.poll(() => serverNames(page, app.url)).not.toContain('chart.tools')
})

test('lets a person accept and refuse what a registry of many servers holds, in bulk, and think better of it', async ({
  page,
  app,
}) => {
  await page.goto('/')
  await page.getByRole('link', { name: `${ENTRIES} servers` }).click()
  await expect(page).toHaveURL('/discovery?tab=held')
  await expect(held(page).getByRole('row').nth(1)).toContainText('io.test')

  await page.getByRole('searchbox', { name: 'Search held servers' }).fill('server-44')
  await expect(page.getByRole('status').filter({ hasText: '11 servers' })).toBeVisible()
  await held(page).getByRole('checkbox', { name: 'Select all that match' }).click()
  const bar = page.getByRole('toolbar', { name: 'Actions on the selected servers' })
  await bar.getByRole('button', { name: 'Accept' }).click()
  await expect(page.getByText('Accepted: 11 servers')).toBeVisible()
  await expect.poll(async () => (await serverNames(page, app.url)).filter(isOfRegistry)).toHaveLength(11)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await serverNames(page, app.url)).filter(isOfRegistry)).toEqual([])

  // By keyboard alone: two rows, one refusal.
  await held(page).focus()
  for (const key of ['ArrowDown', ' ', 'ArrowDown', ' ']) await page.keyboard.press(key)
  await bar.getByRole('button', { name: 'Refuse' }).press('Enter')
  await expect(page.getByText('Refused: 2 servers')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search held servers' }).fill('')
  await page.getByRole('button', { name: 'Refused', exact: true }).click()
  const refused = held(page, 'Refused servers')
  await refused
    .getByRole('button', { name: /^Accept/ })
    .first()
    .click()
  await expect(page.getByText('Accepted: 1 server', { exact: true })).toBeVisible()
  await expect(refused.getByRole('row')).toHaveCount(2)
})

const isOfRegistry = (name: string) => name.includes('server-')

test('pauses, resumes and sets up a source, and takes a setting back', async ({ page }) => {
  await page.goto('/discovery')
  const kubernetes = card(page, 'Kubernetes')
  await kubernetes.getByRole('button', { name: 'Pause' }).click()
  await expect(kubernetes).toContainText('Not while it is paused')
  await kubernetes.getByRole('button', { name: 'Resume' }).click()
  await expect(kubernetes).toContainText('Watching')

  await kubernetes.getByRole('button', { name: 'Settings of Kubernetes' }).click()
  await expect(page).toHaveURL('/discovery?settings=kubernetes')
  const settings = sheet(page, 'Settings of Kubernetes')
  const enabled = settings.getByRole('switch', { name: /^Enabled/ })
  await expect(enabled).toHaveAccessibleName(/from the environment/)
  await settings.getByRole('button', { name: 'Add Namespaces' }).click()
  await settings.getByRole('textbox', { name: 'Namespaces 1' }).fill('Not A Namespace')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings.getByRole('textbox', { name: 'Namespaces 1' })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await settings.getByRole('textbox', { name: 'Namespaces 1' }).fill('tools')
  await expect(settings).toContainText('read again at once')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings).toBeHidden()
  await expect(kubernetes.getByRole('list', { name: 'Parts of Kubernetes' })).toContainText('tools')

  await kubernetes.getByRole('button', { name: 'Settings of Kubernetes' }).click()
  await settings.getByRole('button', { name: 'Take back Namespaces' }).click()
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings).toBeHidden()
  await kubernetes.getByRole('button', { name: 'Settings of Kubernetes' }).click()
  await expect(settings.getByRole('group', { name: /^Namespaces/ })).toContainText('default')
})

test('says why a source fails, on the overview too, and when it is well again', async ({ page, world }) => {
  await world.closeCatalogue()
  await page.goto('/discovery')
  const http = card(page, 'HTTP catalogues')
  await http.getByRole('button', { name: 'Run now' }).click()
  await expect(http).toContainText('Failing')
  await expect(http).toContainText(world.catalogueUrl)
  await expect(http.getByRole('list', { name: 'Parts of HTTP catalogues' })).toContainText('Failing')

  await page.goto('/')
  await page
    .getByRole('region', { name: 'Needs attention' })
    .getByRole('link', { name: 'HTTP catalogues' })
    .click()
  await expect(page).toHaveURL('/discovery?source=http')

  await world.openCatalogue()
  await http.getByRole('button', { name: 'Run now' }).click()
  await expect(http).toContainText('Succeeded')
})

test('runs a source from the palette', async ({ page }) => {
  await page.goto('/settings')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('run kube')
  await page.getByRole('option', { name: 'Run Kubernetes' }).click()
  await page.getByRole('button', { name: 'See it' }).click()
  await expect(sheet(page, 'Run of Kubernetes')).toContainText('Succeeded')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible in the ${colorScheme} theme, on a phone too`, async ({
    page,
    app,
    world,
    checkAccessibility,
  }) => {
    world.addService('memory')
    app.writeConfig(`${DEFAULT_CONFIG}  memory.tools:\n    url: http://127.0.0.1:9/mcp\n`)
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 812 })
    await page.goto('/discovery')
    await expect(card(page, 'HTTP catalogues')).toContainText('Succeeded')
    await expect(card(page, 'Kubernetes')).toContainText('1 shadowed')
    await checkAccessibility(page)
    for (const [tab, shown] of [
      ['Held', held(page).getByRole('row').nth(1)],
      ['Conflicts', conflicts(page).getByRole('region').first()],
      ['History', page.getByRole('table').getByRole('row').nth(1)],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(shown).toBeVisible()
      await checkAccessibility(page)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBeLessThanOrEqual(0)
    }
    await page.getByRole('table').getByRole('link').first().click()
    await expect(sheet(page, /un of /)).toContainText('Found')
    await checkAccessibility(page)
    await page.goto('/discovery?settings=http')
    await expect(sheet(page, 'Settings of HTTP catalogues').getByText('URLs', { exact: true })).toBeVisible()
    await checkAccessibility(page)
  })
}
