import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { DEFAULT_CONFIG, expect, READS, test } from './fixtures/app'

test.use({ areTogether: true })

const SECRET = 'correct-horse-battery-staple'
const WITH_SECRET = DEFAULT_CONFIG.replace(
  '    tags: [demo]\n',
  `    tags: [demo]\n    env: { API_KEY: ${SECRET} }\n`,
)

const file = (page: Page) => page.getByRole('region', { name: /^\/.*\.yaml$/ })
const editor = (page: Page) => page.getByRole('textbox', { name: /^Edit \// })
const review = (page: Page) => page.getByRole('dialog', { name: 'Review changes' })
const wouldChange = (page: Page) => page.getByRole('list', { name: 'Servers that would change' })

async function edit(page: Page) {
  await page.goto('/config')
  await file(page)
    .getByRole('button', { name: /^(Edit|Continue the draft)$/ })
    .click()
  await expect(editor(page)).toBeFocused()
}

/** Takes the place of all that stands in the editor. */
async function write(page: Page, text: string) {
  await editor(page).press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

test('a broken file is shown with its place, mended in the page, and restored from its history', async ({
  page,
  app,
}) => {
  const broken = DEFAULT_CONFIG.replace('tags: [demo]', 'tags: [demo')
  await page.goto('/config')
  await expect(file(page)).toContainText('mcp-server-everything')
  app.writeConfig(broken)
  await expect(page.getByRole('alert').filter({ hasText: 'last valid version' })).toBeVisible()
  await expect(
    file(page)
      .getByRole('button', { name: /^line \d+/ })
      .first(),
  ).toBeVisible()

  await file(page).getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByRole('status').filter({ hasText: /error to mend/ })).toBeVisible()
  await write(page, `${DEFAULT_CONFIG}  mended:\n    command: mcp-server-memory\n`)
  await editor(page).press('ControlOrMeta+s')
  await expect(wouldChange(page).getByRole('listitem')).toHaveText([
    /mended.*would be added.*mcp-server-memory/,
  ])
  await review(page).getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Saved and applied')).toBeVisible()
  await expect(file(page).getByRole('link', { name: 'mended' })).toBeVisible()
  expect(readFileSync(app.configFile, 'utf8')).toContain('# A server with a bit of everything.')

  await file(page).getByRole('button', { name: 'History' }).click()
  const versions = page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')
  await expect(versions).toHaveCount(3)
  await expect(versions.nth(1)).toContainText('With errors')
  await versions.nth(2).getByRole('button', { name: 'Compare and restore' }).click()
  await expect(wouldChange(page)).toContainText('would be removed')
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(file(page).getByRole('link', { name: 'mended' })).toBeHidden()
  expect(readFileSync(app.configFile, 'utf8')).toBe(DEFAULT_CONFIG)
})

test(
  'proposes what may be written, says what is wrong where it is, and keeps the draft',
  { tag: READS },
  async ({ page }) => {
    await edit(page)
    await editor(page).press('ControlOrMeta+End')
    await page.keyboard.type('  fresh:\n')
    await page.keyboard.type('  comm')
    const proposal = page.getByRole('option', { name: /^command/ })
    await expect(proposal).toBeVisible()
    await expect(page.getByText('The program to start.')).toBeVisible()
    // By mouse: for a moment after the list has changed, the editor takes Enter for a new line.
    await proposal.click()
    await page.keyboard.type('mcp-server-memory')
    await page.keyboard.press('Enter')
    await page.keyboard.type('max_retries: many')
    await page.keyboard.press('Escape')
    await expect(file(page).getByRole('list', { name: 'Problems' })).toContainText(
      'max_retries must be a whole number',
    )
    await expect(file(page).getByRole('button', { name: /^line \d+, column 5/ })).toBeVisible()

    // Out of the editor by the keyboard alone, and away: the draft is still there.
    await editor(page).press('Escape')
    await page.keyboard.press('Tab')
    await expect(editor(page)).not.toBeFocused()
    await file(page).getByRole('button', { name: 'Text' }).click()
    await expect(page.getByText('Your draft is kept in this tab')).toBeVisible()
    await page.reload()
    await file(page).getByRole('button', { name: 'Continue the draft' }).click()
    await expect(editor(page)).toContainText('max_retries: many')
  },
)

test('loses no draft to a slip of the hand, nor to a Portolan that does not answer', async ({
  page,
  app,
}) => {
  await edit(page)
  await editor(page).press('ControlOrMeta+End')
  await page.keyboard.insertText('  mine: { command: mcp-server-memory }\n')
  await file(page).getByRole('button', { name: 'Discard draft' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(editor(page)).toContainText('mine')

  await page.route(/\/api\/config\/file/, (route) => route.abort())
  app.writeConfig(`${DEFAULT_CONFIG}  theirs: { command: mcp-server-memory }\n`)
  await editor(page).press('ControlOrMeta+End')
  await page.keyboard.insertText('  more: { command: mcp-server-memory }\n')
  await expect(page.getByRole('status').filter({ hasText: 'It could not be checked' })).toBeVisible()
  await expect(editor(page)).toContainText('more')

  // Nor when the code of the comparison does not come.
  await page.route(/\/_next\/static\//, (route) => route.abort())
  await editor(page).press('ControlOrMeta+s')
  await expect(review(page)).toBeVisible()
  await review(page).getByRole('button', { name: 'Back' }).click()
  await expect(editor(page)).toContainText('more')

  await page.unrouteAll()
  await file(page).getByRole('button', { name: 'Discard draft' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard draft' }).click()
  await expect(editor(page)).toBeHidden()
  await expect(file(page)).not.toContainText('mine')
})

test.describe('secrets', () => {
  test.use({ appOptions: { mcpYaml: WITH_SECRET } })

  test('are never seen, and stay as they are through an edit', async ({ page, app }) => {
    const seen: string[] = []
    page.on('response', (response) => {
      if (response.url().includes('/api/'))
        void response.text().then(
          (text) => seen.push(text),
          () => undefined,
        )
    })
    await edit(page)
    await expect(editor(page)).toContainText('••••••••')
    await editor(page).press('ControlOrMeta+End')
    await page.keyboard.insertText('  fresh: { command: mcp-server-memory }\n')
    await editor(page).press('ControlOrMeta+s')
    await review(page).getByRole('button', { name: 'Apply' }).click()
    await expect(file(page).getByRole('link', { name: 'fresh' })).toBeVisible()
    expect(readFileSync(app.configFile, 'utf8')).toBe(
      `${WITH_SECRET}  fresh: { command: mcp-server-memory }\n`,
    )
    await file(page).getByRole('button', { name: 'History' }).click()
    await page.getByRole('button', { name: 'Compare and restore' }).last().click()
    await expect(page.getByRole('dialog')).toContainText('fresh')
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.join()).not.toContain(SECRET)
    expect(await page.content()).not.toContain(SECRET)
  })
})

// Its Portolan is its own, as the test before had other options: it counts all versions of the file.
test('shows both texts when the file was changed meanwhile, and loses neither', async ({ page, app }) => {
  await edit(page)
  await editor(page).press('ControlOrMeta+End')
  await page.keyboard.insertText('  mine: { command: mcp-server-memory }\n')
  app.writeConfig(`${DEFAULT_CONFIG}  theirs: { command: mcp-server-memory }\n`)
  await page.getByRole('button', { name: 'Compare both' }).click()
  await expect(review(page)).toContainText('changed by someone else')
  await expect(review(page).getByRole('textbox', { name: 'Changes of the text' })).toContainText('theirs')
  await expect(wouldChange(page).getByRole('listitem')).toHaveText([
    /mine.*would be added/,
    /theirs.*would be removed/,
  ])
  await review(page).getByRole('button', { name: 'Apply mine over it' }).click()
  await expect(file(page).getByRole('link', { name: 'mine' })).toBeVisible()
  await file(page).getByRole('button', { name: 'History' }).click()
  await expect(page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')).toHaveCount(
    3,
  )
})

test.describe('folders', () => {
  test.use({ appOptions: { env: { PORTOLAN_CONFIG: 'mcp.yaml:conf:mount' } } })

  test('make room for new files; what is mounted says why it can’t be changed here', async ({
    page,
    app,
  }) => {
    const folder = path.join(app.home, 'conf')
    const mount = path.join(app.home, 'mount')
    mkdirSync(folder)
    mkdirSync(path.join(mount, '..1'), { recursive: true })
    writeFileSync(path.join(mount, '..1', 'cluster.yaml'), 'servers: {}\n')
    symlinkSync('..1', path.join(mount, '..data'))
    symlinkSync('..data/cluster.yaml', path.join(mount, 'cluster.yaml'))
    await page.goto(`/config?place=${encodeURIComponent(path.join(mount, 'cluster.yaml'))}`)
    await expect(file(page)).toContainText('mounted from a ConfigMap')
    await expect(file(page).getByRole('button', { name: 'Edit' })).toBeHidden()

    await page.getByRole('button', { name: 'New file' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('team.yaml')
    await page.getByRole('button', { name: 'Write its text' }).click()
    await expect(editor(page)).toBeFocused()
    await page.keyboard.insertText('servers:\n  team: { command: mcp-server-memory }\n')
    await editor(page).press('ControlOrMeta+s')
    await review(page).getByRole('button', { name: 'Apply' }).click()
    await expect(file(page).getByRole('link', { name: 'team' })).toBeVisible()
    expect(readFileSync(path.join(folder, 'team.yaml'), 'utf8')).toContain('team:')
  })

  test('lists what was deleted from them, and brings it back', async ({ page, app, checkAccessibility }) => {
    const crew = path.join(app.home, 'conf', 'crew.yaml')
    const text = 'servers:\n  crew: { command: mcp-server-memory, enabled: false }\n'
    mkdirSync(path.dirname(crew), { recursive: true })
    writeFileSync(crew, text)
    await page.goto('/config')
    const places = page.getByRole('region', { name: 'Files and environment' })
    await expect(places.getByRole('button', { name: /crew\.yaml/ })).toContainText('1 server')
    rmSync(crew)
    await places.getByText('1 deleted file').click()
    await places
      .getByRole('list', { name: 'Deleted files' })
      .getByRole('button', { name: /crew\.yaml/ })
      .click()
    const versions = file(page).getByRole('list', { name: 'Versions, newest first' })
    await expect(versions.getByRole('listitem')).toHaveCount(1)
    await checkAccessibility(page)
    await versions.getByRole('button', { name: 'Compare and restore' }).click()
    const restore = page.getByRole('dialog', { name: 'Restore an earlier version' })
    await expect(restore).toContainText('crew')
    await restore.getByRole('button', { name: 'Restore' }).click()
    await expect(file(page).getByRole('link', { name: 'crew' })).toBeVisible()
    await expect(places.getByText('1 deleted file')).toBeHidden()
    expect(readFileSync(crew, 'utf8')).toBe(text)
  })
})

for (const [colorScheme, width] of [
  ['light', 1_280],
  ['dark', 375],
] as const) {
  test(
    `is accessible while editing, ${colorScheme}, ${width} px wide`,
    { tag: READS },
    async ({ page, checkAccessibility }) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await edit(page)
      await editor(page).press('ControlOrMeta+End')
      await page.keyboard.insertText('  fresh: { command: mcp-server-memory, oops: 1 }\n')
      await expect(file(page).getByRole('list', { name: 'Problems' })).toContainText('Unknown field oops')
      // What lies half under the head of the page is too small to be touched, there and nowhere else.
      await page.evaluate(() => window.scrollTo(0, 0))
      await checkAccessibility(page)
      await editor(page).press('ControlOrMeta+s')
      await expect(wouldChange(page)).toContainText('fresh')
      await expect(review(page).getByRole('textbox', { name: 'Changes of the text' })).toContainText('oops')
      await checkAccessibility(page)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0)
    },
  )
}
