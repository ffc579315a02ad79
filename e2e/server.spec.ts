import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, READS, test } from './fixtures/app'
import { type AppProcess, ROOT } from './fixtures/app-process'

const STDIO = path.join(ROOT, 'e2e/servers/stdio-server.mjs')
const result = (page: Page) => page.getByRole('region', { name: 'Result', exact: true })
const call = (page: Page) => page.getByRole('button', { name: 'Call', exact: true })

function stdio(name: string, flags: string, rest = ''): string {
  return `  ${name}:\n    command: node\n    args: ${JSON.stringify([STDIO, ...flags.split(' ').filter(Boolean)])}\n${rest}`
}

async function connect(page: Page, app: AppProcess, name: string) {
  const opened = await page.request.put(`${app.url}/api/servers/${name}/connection?wait=true`)
  expect(((await opened.json()) as { kind: string }).kind).toBe('ready')
}

async function openTool(page: Page, server: string, tool: string) {
  await page.goto(`/servers/${server}?tool=${tool}`)
  await expect(page.getByRole('heading', { name: tool, level: 2 })).toBeVisible()
}

test.use({
  appOptions: {
    mcpYaml: `servers:\n${stdio('plain', '', '    tags: [a]\n')}${stdio('many', '--tools 2000')}${stdio('odd', '--schema invalid')}${stdio('huge', '--schema huge')}${stdio('crashing', '--crash', '    retry_delay: 30\n')}`,
  },
  areTogether: true,
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(
    `is accessible on each tab in the ${colorScheme} theme`,
    { tag: READS },
    async ({ page, app, checkAccessibility }) => {
      test.setTimeout(180_000)
      await page.emulateMedia({ colorScheme })
      await connect(page, app, 'plain')
      await page.goto('/servers/plain')
      await expect(page.getByRole('option', { name: /echo/ })).toBeVisible()
      for (const tab of ['Tools', 'Resources', 'Prompts', 'Log', 'Provenance', 'Configuration', 'Export']) {
        await page.getByRole('tab', { name: tab }).click()
        await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
        await expect(page.getByRole('tabpanel')).not.toBeEmpty()
        await checkAccessibility(page)
      }
      await expect(page).toHaveURL('/servers/plain?tab=export')
    },
  )
}

test('connects, shows its tools, and disconnects', async ({ page }) => {
  await page.goto('/servers/plain')
  await expect(page.getByText('Connect to see its tools')).toBeVisible()
  await page.getByRole('button', { name: 'Connect' }).first().click()
  await expect(page.getByText('Connected to legacy-test-server 1.0.0.')).toBeVisible()
  await expect(page.getByRole('option', { name: /echo/ })).toBeVisible()
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText(/^Not connected\. It connects when/)).toBeVisible()
  await expect(page.getByText('these are the tools that it had')).toBeVisible()
})

test(
  'calls a tool from a form made of its schema',
  { tag: READS },
  async ({ page, app, checkAccessibility }) => {
    await connect(page, app, 'plain')
    await openTool(page, 'plain', 'add')
    await page.getByRole('textbox', { name: /^a/ }).fill('two')
    await call(page).click()
    await expect(page.getByRole('textbox', { name: /^a/ })).toHaveAccessibleDescription(/Not a number/)
    await page.getByRole('textbox', { name: /^a/ }).fill('2')
    await page.getByRole('textbox', { name: /^b/ }).fill('40')
    await call(page).click()
    await expect(result(page)).toContainText('42')
    await expect(result(page)).toContainText('"sum": 42')
    await expect(result(page)).toContainText('ms')
    await checkAccessibility(page)
  },
)

test(
  'the arguments can be written as JSON, and go back into the form',
  { tag: READS },
  async ({ page, app }) => {
    await connect(page, app, 'plain')
    await openTool(page, 'plain', 'echo')
    await page.getByRole('textbox', { name: /^text/ }).fill('from the form')
    await page.getByRole('button', { name: 'Edit as JSON' }).click()
    const json = page.getByRole('textbox', { name: 'Arguments as JSON' })
    await expect(json).toHaveValue('{\n  "text": "from the form"\n}')
    await json.fill('{ "text": "from JSON" ')
    await call(page).click()
    await expect(json).toHaveAccessibleDescription(/Not valid JSON/)
    await json.fill('{ "text": "from JSON" }')
    await json.press('Control+Enter')
    await expect(result(page)).toContainText('from JSON')
    await page.getByRole('button', { name: 'Edit as form' }).click()
    await expect(page.getByRole('textbox', { name: /^text/ })).toHaveValue('from JSON')
  },
)

test(
  "a tool's own error and a call that never got through are told apart",
  { tag: READS },
  async ({ page, app }) => {
    await connect(page, app, 'plain')
    await openTool(page, 'plain', 'fail')
    await call(page).click()
    await expect(page.getByText('The tool reports an error')).toBeVisible()
    await expect(result(page)).toContainText('It did not work')
    await page.getByRole('option', { name: /^refuse/ }).click()
    await call(page).click()
    await expect(page.getByRole('alert').filter({ hasText: 'The call failed' })).toContainText(
      'No such thing',
    )
  },
)

test('a call is cancelled', { tag: READS }, async ({ page, app }) => {
  await connect(page, app, 'plain')
  await openTool(page, 'plain', 'sleep')
  await page.getByRole('textbox', { name: /^ms/ }).fill('60000')
  await call(page).click()
  await expect(page.getByText(/^Running/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible()
})

test('a large result is folded, and can be downloaded whole', { tag: READS }, async ({ page, app }) => {
  test.setTimeout(120_000)
  await connect(page, app, 'plain')
  await openTool(page, 'plain', 'big')
  await page.getByRole('textbox', { name: /^bytes/ }).fill('2000000')
  await call(page).click()
  await expect(result(page)).toContainText('2 MB of text', { timeout: 60_000 })
  const drawn = await result(page).evaluate((element) => element.textContent.length)
  expect(drawn).toBeLessThan(20_000)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    result(page).getByRole('button', { name: 'Download', exact: true }).click(),
  ])
  expect(file.suggestedFilename()).toBe('result.txt')
})

test('two thousand tools are searched in a moment', { tag: READS }, async ({ page, app }) => {
  await connect(page, app, 'many')
  await page.goto('/servers/many')
  await expect(page.getByRole('option').first()).toBeVisible({ timeout: 30_000 })
  expect(await page.getByRole('option').count()).toBeLessThan(60)
  await page.getByRole('searchbox', { name: 'Search tools' }).fill('tool_1999')
  await page.getByRole('option', { name: /tool_1999/ }).click()
  await expect(page.getByRole('heading', { name: 'tool_1999', level: 2 })).toBeVisible()
  await expect(page).toHaveURL('/servers/many?tool=tool_1999')
})

test('tools are chosen by keyboard', { tag: READS }, async ({ page, app }) => {
  await connect(page, app, 'plain')
  await page.goto('/servers/plain')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.getByRole('listbox', { name: 'Tools' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('heading', { name: 'add', level: 2 })).toBeVisible()
})

test(
  'an invalid schema gives way to JSON, and the tool can still be called',
  { tag: READS },
  async ({ page, app }) => {
    await connect(page, app, 'odd')
    await openTool(page, 'odd', 'wrong_type')
    await expect(page.getByText(/The schema is invalid/)).toBeVisible()
    await page.getByRole('textbox', { name: 'Arguments as JSON' }).fill('{}')
    await call(page).click()
    await expect(result(page)).toContainText('wrong_type')
  },
)

test('a schema of a megabyte does not stop the page', { tag: READS }, async ({ page, app }) => {
  await connect(page, app, 'huge')
  await page.goto('/servers/huge')
  // Below what is in sight.
  await page.getByRole('searchbox', { name: 'Search tools' }).fill('huge')
  await page.getByRole('option', { name: /huge/ }).first().click()
  await expect(page.getByText(/too large for a form|more than 400 fields/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Arguments as JSON' })).toBeEditable()
})

test('a server that fails says why, which attempt is next, and when', { tag: READS }, async ({ page }) => {
  await page.goto('/servers/crashing')
  await page.getByRole('button', { name: 'Connect' }).first().click()
  await expect(page.getByText(/Attempt 2 starts in \d+ s\./)).toBeVisible()
  await expect(page.getByText('Retrying')).toBeVisible()
  await page.getByRole('tab', { name: 'Log' }).click()
  await expect(page.getByRole('log')).toContainText('Missing configuration: HARBOUR_KEY')
  await expect(page.getByRole('log')).toContainText('Connecting')
  await page.getByRole('button', { name: 'pool' }).click()
  await expect(page.getByRole('log')).not.toContainText('Connecting')
  await expect(page.getByRole('log')).toContainText('Missing configuration: HARBOUR_KEY')
})

test('reads a resource and fills a prompt', { tag: READS }, async ({ page, app }) => {
  await connect(page, app, 'plain')
  await page.goto('/servers/plain?tab=resources')
  await page.getByRole('option', { name: /one/ }).click()
  await expect(page.getByRole('article')).toContainText('The one resource.')
  await page.getByRole('tab', { name: 'Prompts' }).click()
  await page.getByRole('option', { name: /greet/ }).click()
  await page.getByRole('button', { name: 'Fill' }).click()
  await expect(page.getByRole('textbox', { name: /^who/ })).toHaveAccessibleDescription(/Required/)
  await page.getByRole('textbox', { name: /^who/ }).fill('the crew')
  await page.getByRole('button', { name: 'Fill' }).click()
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Greet the crew')
})

test('what is changed on a declared server is an override, and can be taken back', async ({ page }) => {
  await page.goto('/servers/plain')
  await page.getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText(/It is disabled/).first()).toBeVisible()
  await page.getByRole('tab', { name: 'Provenance' }).click()
  const overrides = page.getByRole('region', { name: 'Changed here' })
  await expect(overrides).toContainText('Enabled')
  await overrides.getByRole('button', { name: 'Reset Enabled' }).click()
  await expect(overrides).toBeHidden()
  await expect(page.getByRole('button', { name: 'Disable' })).toBeVisible()
})

test('shows who claims a server, who won, and how they differ', async ({ page, app }) => {
  await page.request.post(`${app.url}/api/servers`, { data: { name: 'plain', command: 'node', tags: ['b'] } })
  await page.goto('/servers/plain?tab=provenance')
  await expect(page.getByRole('region', { name: 'Claim of Registered by hand' })).toContainText('In use')
  const shadowed = page.getByRole('region', { name: 'Claim of Configuration files' })
  await expect(shadowed).toContainText('Shadowed')
  await expect(shadowed).toContainText('mcp.yaml, line 2')
  await expect(shadowed.getByRole('row', { name: /tags/ })).toContainText('a')
  await page.request.delete(`${app.url}/api/servers/plain`)
})

test('an edit that somebody else has overtaken is joined, and asks where both changed the same', async ({
  page,
  app,
  checkAccessibility,
}) => {
  await page.request.post(`${app.url}/api/servers`, {
    data: { name: 'shared', command: 'mcp-server-memory', title: 'Old' },
  })
  await page.goto('/servers/shared')
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit shared' })
  await edit.getByLabel('Title').fill('Mine')

  await page.request.patch(`${app.url}/api/servers/shared`, {
    data: { changes: { title: 'Theirs', tags: ['theirs'] } },
  })
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit.getByText('Somebody else has changed it meanwhile')).toBeVisible()
  await expect(edit.getByRole('group', { name: 'Title' })).toContainText('Theirs')
  await checkAccessibility(page)
  await edit.getByRole('radio', { name: /Yours/ }).check()
  await edit.getByRole('button', { name: 'Save this' }).click()
  await expect(edit).toBeHidden()

  const saved = (await (await page.request.get(`${app.url}/api/servers/shared`)).json()) as {
    title: string
    tags: string[]
  }
  expect(saved).toMatchObject({ title: 'Mine', tags: ['theirs'] })
})

test('exports for a client, and saves into the configuration file', async ({ page, app }) => {
  await page.request.post(`${app.url}/api/servers`, {
    data: { name: 'keep', command: 'mcp-server-memory', env: { KEY: 'very-secret' } },
  })
  await page.goto('/servers/keep?tab=export')
  await expect(page.getByRole('tabpanel')).toContainText('command: mcp-server-memory')
  await page.getByRole('combobox', { name: 'For' }).click()
  await page.getByRole('option', { name: 'Codex' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('[mcp_servers.keep]')
  await expect(page.getByRole('tabpanel')).not.toContainText('very-secret')
  await expect(page).toHaveURL(/format=codex/)

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Save to file' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save to file' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  const config = await (await page.request.get(`${app.url}/api/config`)).text()
  expect(config).toContain('keep')
  expect(config).not.toContain('very-secret')
})

test('is removed only after a question', async ({ page, app }) => {
  await page.request.post(`${app.url}/api/servers`, { data: { name: 'gone', command: 'mcp-server-memory' } })
  await page.goto('/servers/gone')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page).toHaveURL('/servers/gone')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove gone' }).click()
  await expect(page).toHaveURL('/servers')
})

test('an address of no server says so', { tag: READS }, async ({ page, checkAccessibility }) => {
  await page.goto('/servers/nowhere')
  await expect(page.getByText('There is no server nowhere')).toBeVisible()
  await checkAccessibility(page)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } })

  test(
    'a tool takes the place of the list, and leads back',
    { tag: READS },
    async ({ page, app, checkAccessibility }) => {
      await connect(page, app, 'plain')
      await page.goto('/servers/plain')
      await page.getByRole('option', { name: /echo/ }).click()
      await expect(page.getByRole('listbox', { name: 'Tools' })).toBeHidden()
      await checkAccessibility(page)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'All tools' }).click()
      await expect(page.getByRole('listbox', { name: 'Tools' })).toBeVisible()
    },
  )
})
