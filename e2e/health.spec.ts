import type { Page } from '@playwright/test'
import type { AppProcess } from './fixtures/app-process'
import { expect, READS, test } from './fixtures/app'
import { generatedFleet } from './fixtures/generated-fleet'
import { generatedHealth } from './fixtures/generated-health'
import { startHttpServer } from './servers/spawn-server'

test.use({ areTogether: true })

const map = (page: Page) => page.getByRole('grid', { name: 'Servers by time' })
const mapRow = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
const verdictFilter = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: 'Filter by state now' }).getByRole('button', { name })
const bars = (page: Page) => page.getByRole('slider', { name: 'Health over time' })

/** A check each second, without grace: what happens is seen at once. */
const EAGER = { health_check_interval: 1, health_check_grace: 0, health_check_fall: 1, health_check_rise: 1 }

async function register(page: Page, app: AppProcess, server: { name: string } & Record<string, unknown>) {
  const answer = await page.request.post(`${app.url}/api/servers`, { data: server })
  expect(answer.ok()).toBe(true)
}

async function verdictOf(page: Page, app: AppProcess, name: string): Promise<string> {
  const answer = await page.request.get(`${app.url}/api/servers/${name}`)
  return ((await answer.json()) as { verdict: string }).verdict
}

async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

// Before the others, which register a server that is down: it counts those that are.
test('a server that dies and comes back is told, with its reason, while one looks', async ({ page, app }) => {
  test.setTimeout(90_000)
  const server = await startHttpServer()
  try {
    await register(page, app, { name: 'harbour', url: server.url, ...EAGER })
    await expect.poll(() => verdictOf(page, app, 'harbour'), { timeout: 20_000 }).toBe('healthy')
    await page.goto('/health')
    await expect(mapRow(page, 'harbour')).toContainText('Healthy')

    await server.kill()
    await expect(mapRow(page, 'harbour')).toContainText('Unhealthy', { timeout: 30_000 })
    await verdictFilter(page, /Unhealthy/).click()
    await expect(page).toHaveURL(/[?&]verdict=unhealthy/)
    await expect(page.getByRole('status').filter({ hasText: '1 of 4 servers' })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Servers with incidents' })).toContainText('harbour')

    await mapRow(page, 'harbour').getByRole('link').click()
    await expect(page).toHaveURL('/servers/harbour?tab=health')
    const state = page.getByRole('region', { name: 'State' })
    await expect(state).toContainText('Unhealthy')
    await expect(state).toContainText('Nothing listens at 127.0.0.1')
    await expect(state).toContainText(/Next check\s*(in \d+ s|any moment)/)

    const again = await startHttpServer([], server.port)
    try {
      await state.getByRole('button', { name: 'Test now' }).click()
      await expect(state.getByRole('status')).toContainText(/Healthy\s*Answered in/)
      await expect(state).toContainText(/^Healthy/)
      // While it is well: nothing of it stays open.
      await page.request.delete(`${app.url}/api/servers/harbour`)
    } finally {
      await again.kill()
    }
  } finally {
    await server.kill()
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every part is accessible in the ${colorScheme} theme`, async ({ page, app, checkAccessibility }) => {
    await page.emulateMedia({ colorScheme })
    await register(page, app, { name: 'down', url: 'http://127.0.0.1:9/mcp', ...EAGER })
    await expect.poll(() => verdictOf(page, app, 'down')).toBe('unhealthy')
    await page.goto('/health')
    await expect(mapRow(page, 'down')).toBeVisible()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Servers by time as a table' }).click()
    await expect(page.getByRole('table', { name: 'Servers over the span' })).toContainText('Unhealthy')
    await checkAccessibility(page)
    for (const tab of ['Incidents', 'Maintenance']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
      await checkAccessibility(page)
    }
    await page.goto('/servers/down?tab=health')
    await expect(bars(page)).toBeVisible()
    await checkAccessibility(page)
  })
}

test('the map is walked by keyboard, each cell in words, and opens the server at its time', async ({
  page,
  app,
}) => {
  await register(page, app, { name: 'down', url: 'http://127.0.0.1:9/mcp', ...EAGER })
  await expect.poll(() => verdictOf(page, app, 'down')).toBe('unhealthy')
  await page.goto('/health?range=1h')
  await expect(mapRow(page, 'down')).toContainText('Unhealthy')
  await map(page).focus()
  const cell = map(page).getByRole('gridcell')
  await expect(cell).toHaveAccessibleName(/^(Unhealthy|Unknown), .* to /)
  const first = await cell.getAttribute('aria-label')
  await page.keyboard.press('ArrowLeft')
  await expect(cell).not.toHaveAccessibleName(first ?? '')
  await page.keyboard.press('Home')
  await expect(cell).toHaveAccessibleName(/^Not watched, /)
  await page.keyboard.press('End')
  await expect(cell).toHaveAccessibleName(first ?? '')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/servers\/down\?tab=health&from=.+&to=.+/)
  await expect(page.getByRole('group', { name: 'Zoom' })).toBeVisible()
})

test('a zoom is in the address, survives a reload, and leads back', async ({ page, app }) => {
  await register(page, app, { name: 'down', url: 'http://127.0.0.1:9/mcp', ...EAGER })
  await page.goto('/health')
  await expect(mapRow(page, 'down')).toBeVisible()
  await map(page).focus()
  for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/health\?from=.+&to=.+/)
  const zoom = page.getByRole('group', { name: 'Zoom' })
  const words = await zoom.getByRole('status').textContent()
  await page.reload()
  await expect(zoom.getByRole('status')).toHaveText(words ?? '')
  await zoom.getByRole('button', { name: 'Earlier' }).click()
  await expect(zoom.getByRole('status')).not.toHaveText(words ?? '')
  await page.goBack()
  await expect(zoom.getByRole('status')).toHaveText(words ?? '')
  await zoom.getByRole('button', { name: 'Back to the last 24 hours' }).click()
  await expect(page).toHaveURL('/health')
  await page.getByRole('button', { name: '7d, the last 7 days' }).click()
  await expect(page).toHaveURL('/health?range=7d')
})

test('a part of the map is marked with the mouse to zoom into', async ({ page, app }) => {
  await register(page, app, { name: 'down', url: 'http://127.0.0.1:9/mcp', ...EAGER })
  await page.goto('/health')
  await expect(mapRow(page, 'down')).toBeVisible()
  const box = await map(page).locator('canvas').boundingBox()
  if (!box) throw new Error('The map has no canvas')
  await page.mouse.move(box.x + 100, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + 200, box.y + 12, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/\/health\?from=.+&to=.+/)
})

test.describe('with a day of history', () => {
  test.beforeEach(async ({ page }) => {
    await page.route('**/api/servers/memory/health?*', (route) => {
      const url = new URL(route.request().url())
      const to = Date.parse(url.searchParams.get('to') ?? '') || Date.now()
      return route.fulfill({ json: generatedHealth({ to }) })
    })
  })

  test(
    'bars are walked by keyboard, each in words with its reason, and Enter zooms in',
    { tag: READS },
    async ({ page }) => {
      await page.goto('/servers/memory?tab=health')
      await bars(page).focus()
      await page.keyboard.press('Home')
      await expect(bars(page)).toHaveAttribute('aria-valuetext', /^Not watched, /)
      for (let step = 0; step < 5; step++) await page.keyboard.press('PageUp')
      await expect(bars(page)).toHaveAttribute('aria-valuenow', '51')
      await expect(bars(page)).toHaveAttribute(
        'aria-valuetext',
        /^Unhealthy, .*Down for 15 min.*30 of 30 checks failed.*connection refused/,
      )
      await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/tab=health&from=.+&to=.+/)
      await page.reload()
      await expect(page.getByRole('group', { name: 'Zoom' })).toBeVisible()
      await page.getByRole('button', { name: 'Back to the last 24 hours' }).click()
      await expect(page).toHaveURL('/servers/memory?tab=health')
    },
  )

  test(
    'uptime leads to its time, and every chart has its table',
    { tag: READS },
    async ({ page, checkAccessibility }) => {
      await page.goto('/servers/memory?tab=health')
      await expect(page.getByRole('button', { name: 'Uptime, 24 hours 91.66%' })).toHaveAttribute(
        'aria-pressed',
        'true',
      )
      await expect(page.locator('[data-latency-chart] path.recharts-line-curve').first()).toBeVisible()
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Uptime, 7 days 98.81%' }).click()
      await expect(page).toHaveURL('/servers/memory?tab=health&range=7d')
      await page.getByRole('button', { name: 'Response times as a table' }).click()
      await expect(page.getByRole('table', { name: 'Health over time' })).toContainText('connection refused')
      await page.getByRole('switch', { name: 'Only what went wrong' }).click()
      const checks = page.getByRole('table', { name: 'Checks', exact: true })
      await expect(checks.getByRole('row')).toHaveCount(6)
    },
  )
})

test('the list shows the last day of each server, and checks many at once', async ({ page, app }) => {
  // Seldom enough that a check that comes is the one that was asked for.
  await register(page, app, { name: 'seldom', command: 'mcp-server-memory', health_check_interval: 3_600 })
  await page.request.put(`${app.url}/api/servers/seldom/connection?wait=true`)
  await expect.poll(() => verdictOf(page, app, 'seldom')).toBe('healthy')
  await page.goto('/servers')
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'seldom', exact: true }) })
  await expect(row.getByRole('img', { name: /^Last 24 hours: .*Healthy/ })).toBeVisible({ timeout: 30_000 })
  const checks = async () => {
    const answer = await page.request.get(`${app.url}/api/servers/seldom/health?range=1h`)
    return ((await answer.json()) as { checks: unknown[] }).checks.length
  }
  const before = await checks()
  await row.getByRole('checkbox').check()
  await page
    .getByRole('toolbar', { name: 'Actions on the selected servers' })
    .getByRole('button', { name: 'Check now' })
    .click()
  await expect(page.getByText('Checking 1 server')).toBeVisible()
  await expect.poll(checks).toBeGreaterThan(before)
})

test('the overview tells of what is open, and leads there', async ({ page, app }) => {
  await register(page, app, { name: 'down', url: 'http://127.0.0.1:9/mcp', ...EAGER })
  await page.goto('/')
  const now = page.getByRole('region', { name: 'Incidents now' })
  await expect(now).toContainText('Nothing listens at 127.0.0.1:9', { timeout: 30_000 })
  await expect(page.getByRole('link', { name: 'Unhealthy: 1', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Open incidents: 1', exact: true }).click()
  await expect(page).toHaveURL('/health?tab=incidents')
  await page.goBack()
  await now.getByRole('link', { name: 'down' }).click()
  await expect(page).toHaveURL(/\/health\/incidents\/.+/)
})

test('limits are set in the form and shown where they hold', async ({ page, app }) => {
  await register(page, app, { name: 'by-hand', command: 'mcp-server-memory' })
  await page.goto('/servers/by-hand?tab=configuration')
  await page.getByRole('main').getByRole('button', { name: 'Edit' }).first().click()
  const form = page.getByRole('dialog', { name: 'Edit by-hand' })
  await form.getByRole('button', { name: 'Health checks' }).click()
  await form.getByLabel('Slow from, s').fill('2.5')
  await form.getByLabel('Failures until unhealthy').fill('4')
  await form.getByRole('button', { name: 'Calls and tools' }).click()
  await form.getByLabel('Calls at a time').fill('-1')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByLabel('Calls at a time')).toBeFocused()
  await form.getByLabel('Calls at a time').fill('3')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  await expect(page.getByRole('region', { name: 'Calls and tools, in effect' })).toContainText(
    'Calls at a time3',
  )
  const health = page.getByRole('region', { name: 'Health checks, in effect' })
  await expect(health).toContainText('Slow from2.5 s')
  await expect(health).toContainText('Unhealthy after4 failures')
})

test.describe('with ten thousand servers', () => {
  test('draws what is in sight only, wherever that is', { tag: READS }, async ({ page }) => {
    const fleet = generatedFleet({ servers: 10_000, to: Date.now() })
    await page.route('**/api/health/fleet?*', (route) => route.fulfill({ json: fleet }))
    await page.goto('/health?sort=name')
    await expect(page.getByRole('status').filter({ hasText: '10,000 servers' })).toBeVisible()
    const drawn = async () => ({
      rows: await map(page).getByRole('row').count(),
      height: await map(page)
        .locator('canvas')
        .evaluate((canvas) => canvas.clientHeight),
    })
    expect((await drawn()).rows).toBeLessThan(100)
    expect((await drawn()).height).toBeLessThan(2_500)
    await map(page).focus()
    await page.keyboard.press('Control+End')
    await expect(mapRow(page, fleet.rows.at(-1)?.name ?? '')).toBeVisible()
    expect((await drawn()).rows).toBeLessThan(100)
    expect((await drawn()).height).toBeLessThan(2_500)
    const isDrawn = () =>
      map(page)
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => {
          const pixels = canvas.getContext('2d')?.getImageData(0, canvas.height - 60, canvas.width, 60).data
          return pixels?.some((value) => value > 0) ?? false
        })
    await expect.poll(isDrawn).toBe(true)

    await page.getByRole('searchbox', { name: 'Find servers by name' }).fill('00042')
    await expect(page.getByRole('status').filter({ hasText: '1 of 10,000 servers' })).toBeVisible()
    await expect(page).toHaveURL(/[?&]q=00042/)
  })
})

test.describe('with nothing registered', () => {
  test.use({ appOptions: { mcpYaml: 'servers: {}\n', mcpServers: '{}' } })

  test('says what to do', async ({ page, checkAccessibility }) => {
    await page.goto('/health')
    await expect(page.getByText('No servers to watch yet')).toBeVisible()
    await checkAccessibility(page)
    await page.getByRole('main').getByRole('link', { name: 'Register a server' }).click()
    await expect(page).toHaveURL('/servers?register=form')
  })
})

test(
  'says what failed where the fleet can not be read, and tries again',
  { tag: READS },
  async ({ page }) => {
    // The page asks by itself too: only what it asks for after the click may succeed.
    const hasClicked = () => page.evaluate(() => document.documentElement.dataset['clicked'] === 'yes')
    await page.route('**/api/health/fleet?*', async (route) =>
      (await hasClicked()) ? route.continue() : route.fulfill({ status: 400, json: { detail: 'x' } }),
    )
    await page.goto('/health')
    await expect(page.getByRole('alert').filter({ hasText: 'could not be read' })).toBeVisible()
    await page.evaluate(() => {
      const note = () => (document.documentElement.dataset['clicked'] = 'yes')
      document.addEventListener('click', note, { capture: true })
    })
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(mapRow(page, 'memory')).toBeVisible()
  },
)

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } })

  test('nothing scrolls sideways', { tag: READS }, async ({ page, checkAccessibility }) => {
    await page.goto('/health')
    await expect(mapRow(page, 'memory')).toBeVisible()
    expect(await overflowOf(page)).toBeLessThanOrEqual(0)
    await checkAccessibility(page)
    await page.goto('/servers/memory?tab=health')
    await expect(bars(page)).toBeVisible()
    expect(await overflowOf(page)).toBeLessThanOrEqual(0)
    await checkAccessibility(page)
  })
})
