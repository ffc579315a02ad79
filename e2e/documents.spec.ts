import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/app'

test.use({ areTogether: true })

const FILES = path.resolve('e2e/fixtures/documents')
const file = (name: string) => path.join(FILES, name)
const row = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Documents' }).getByRole('listitem').filter({ hasText: name })
const collections = (page: Page) => page.getByRole('navigation', { name: 'Collections' })
const upload = async (page: Page, ...names: string[]) =>
  page.getByLabel('Files to upload').setInputFiles(names.map(file))

/** A collection for the documents of one test. */
async function makeCollection(page: Page, name: string): Promise<void> {
  await page.goto('/documents')
  await collections(page).getByRole('button', { name: 'Make a collection' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  await expect(page).toHaveURL(/collection=/)
}

test('takes files in, says what became of each, and opens one at its passage', async ({
  page,
  checkAccessibility,
}) => {
  // Five files are read and three pages looked at by axe.
  test.slow()
  await makeCollection(page, 'Port')
  await expect(page.getByText('Drop files and folders here')).toBeVisible()
  await checkAccessibility(page)

  await upload(page, 'rules.md', 'handbook.pdf', 'manual.docx', 'tides.xlsx', 'scan.pdf')
  await expect(page.getByRole('region', { name: 'Uploads' })).toContainText('5 files uploaded')
  for (const name of ['rules.md', 'handbook.pdf', 'manual.docx', 'tides.xlsx']) {
    await expect(row(page, name)).toContainText('Ready')
  }
  await expect(row(page, 'scan.pdf')).toContainText('Failed')
  await expect(row(page, 'scan.pdf')).toContainText('no text on its 2 pages')
  await page.getByRole('button', { name: 'Close the uploads' }).click()
  await checkAccessibility(page)

  await row(page, 'handbook.pdf').getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Harbour handbook')
  const passages = page.getByRole('region', { name: 'Passages' })
  await passages.getByRole('button').filter({ hasText: 'small ships only' }).click()
  await expect(page).toHaveURL(/start=\d+&end=\d+/)
  await expect(page.getByRole('region', { name: 'Text' }).locator('mark').first()).toBeInViewport()
  await checkAccessibility(page)

  // A link as citations make it.
  const [id] = /[0-9a-f-]{36}/.exec(page.url()) ?? []
  const text = (await (await page.request.get(`/api/documents/${id ?? ''}/text`)).json()) as { text: string }
  const start = text.text.indexOf('Tuesday')
  await page.goto(`/documents/${id ?? ''}?start=${start}&end=${start + 7}`)
  await expect(page.getByRole('region', { name: 'Text' }).locator('mark')).toHaveText('Tuesday')
})

test('finds, tags and deletes many, and asks before', async ({ page }) => {
  await makeCollection(page, 'Many')
  await upload(page, 'rules.md', 'notes.txt', 'ships.csv')
  await expect(row(page, 'ships.csv')).toContainText('Ready')
  await page.getByRole('searchbox', { name: 'Search documents' }).fill('notes')
  await expect(row(page, 'notes.txt')).toBeVisible()
  await expect(row(page, 'ships.csv')).toBeHidden()
  await expect(page).toHaveURL(/q=notes/)
  await page.getByRole('button', { name: 'Clear filters' }).click()

  await page.getByLabel('Select notes.txt').check()
  await page.getByLabel('Select ships.csv').check()
  const bar = page.getByRole('toolbar', { name: 'Actions on the selected documents' })
  await bar.getByRole('button', { name: 'Tag', exact: true }).click()
  await page.getByLabel('Tags', { exact: true }).fill('watch')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Tag 2 documents' }).click()
  await expect(row(page, 'ships.csv')).toContainText('watch')

  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete 2 documents' }).click()
  await expect(row(page, 'notes.txt')).toBeHidden()
  await expect(row(page, 'rules.md')).toBeVisible()
})

test('shows how documents would be cut before they are, and takes a server’s resources', async ({
  page,
  checkAccessibility,
}) => {
  await makeCollection(page, 'Cuts')
  await upload(page, 'paper.pdf')
  await expect(row(page, 'paper.pdf')).toContainText('Ready')
  await collections(page).getByRole('button', { name: 'Actions on Cuts' }).click()
  await page.getByRole('menuitem', { name: 'How documents are cut' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('combobox', { name: 'Try on' }).click()
  await page.getByRole('option', { name: 'paper.pdf' }).click()
  const count = async () =>
    Number(/^(\d+) passage/.exec(await sheet.getByRole('status').first().innerText())?.[1])
  await expect(sheet.getByRole('status').first()).toContainText('passages from PDF, 4 pages')
  const before = await count()
  await sheet.getByLabel('Usual length').fill('64')
  await sheet.getByLabel('Longest').fill('96')
  await sheet.getByLabel('Overlap').fill('8')
  await expect.poll(count).toBeGreaterThan(before)
  await checkAccessibility(page)
  await sheet.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: 'A server’s resources' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /everything/ }).click()
  await dialog.getByRole('list', { name: 'Resources of everything' }).getByRole('checkbox').first().check()
  await dialog.getByRole('button', { name: 'Add 1 resource' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('list', { name: 'Documents' })).toContainText(
    'from everything, kept up to date',
  )
})
