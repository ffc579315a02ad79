import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/app'

const GOLD = [
  { question: 'Where do ships wait for the tide?', passages: [{ document: 'rules.md' }] },
  { question: 'When is the warehouse open?', passages: [{ document: 'rules.md', quote: 'no such words' }] },
]
const dialog = (page: Page) => page.getByRole('dialog')
const choose = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'More for this set' }).click()
  await page.getByRole('menuitem', { name }).click()
}
const makeSet = async (page: Page, name: string) => {
  await page.goto('/evaluation')
  await page.getByRole('button', { name: 'New set' }).click()
  await dialog(page).getByLabel('Name').fill(name)
  await dialog(page).getByRole('button', { name: 'Make set' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
}

test.use({ areTogether: true })

// Before the other: it leaves no set, and the other begins without one.
test('writes, changes and deletes questions by hand, and asks before', async ({
  page,
  checkAccessibility,
}) => {
  await makeSet(page, 'By hand')
  await page.getByRole('tab', { name: /Questions/ }).click()
  await page.getByRole('button', { name: 'Add question' }).click()
  await dialog(page).getByLabel('Question', { exact: true }).fill('How is a file read?')
  await dialog(page).getByRole('button', { name: 'Add question' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText('at least one document or tool')
  await dialog(page).getByRole('button', { name: 'Add a tool' }).click()
  await dialog(page).getByLabel('Tool of tool 1').fill('read_graph')
  await checkAccessibility(page)
  await dialog(page).getByRole('button', { name: 'Add question' }).click()
  const questions = page.getByRole('table', { name: 'Questions' })
  await expect(questions).toContainText('read_graph')

  await page.getByRole('button', { name: 'Edit “How is a file read?”' }).click()
  await dialog(page).getByLabel('Question', { exact: true }).fill('How is the graph read?')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await expect(questions).toContainText('How is the graph read?')
  await page.getByRole('button', { name: 'Delete “How is the graph read?”' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete question' }).click()
  await expect(page.getByText('No questions yet')).toBeVisible()

  await choose(page, 'Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete set' }).click()
  await expect(page).toHaveURL(/\/evaluation$/)
  await expect(page.getByText('No questions yet')).toBeVisible()
})

test('measures questions, and shows what another setting made of each', async ({
  page,
  checkAccessibility,
}) => {
  const rules =
    '# Rules\n\nShips wait for the tide in the outer harbour.\n\n# Trade\n\nThe warehouse opens at six.\n'
  await page.goto('/evaluation')
  await expect(page.getByText('No questions yet')).toBeVisible()
  await checkAccessibility(page)
  const sent = await page.request.post('/api/documents', {
    multipart: { file: { name: 'rules.md', mimeType: 'text/markdown', buffer: Buffer.from(rules) } },
  })
  expect(sent.ok()).toBe(true)
  await expect
    .poll(
      async () =>
        ((await (await page.request.get('/api/documents')).json()) as { items: { state: string }[] }).items[0]
          ?.state,
    )
    .toBe('ready')

  await makeSet(page, 'Harbour')
  await choose(page, 'Import questions')
  await dialog(page)
    .getByLabel('Or the text itself')
    .fill([...GOLD.map((question) => JSON.stringify(question)), 'rubbish'].join('\n'))
  await dialog(page).getByRole('button', { name: 'Import' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText('Line 3: No JSON')
  await dialog(page).getByRole('button', { name: 'Close' }).first().click()
  await expect(page.getByRole('table', { name: 'Questions' }).getByRole('row')).toHaveCount(3)

  await choose(page, 'Name and gate')
  await dialog(page).getByLabel('Gate').click()
  await page.getByRole('option', { name: 'Recall@5' }).click()
  await dialog(page).getByLabel('Percent that it must reach').fill('50')
  const searched = dialog(page).getByRole('group', { name: 'Documents that are searched' })
  await searched.getByRole('button', { name: 'Documents' }).click()
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Searches Documents · A run must reach Recall@5 50%')).toBeVisible()

  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await dialog(page).getByRole('button', { name: 'Start run' }).click()
  const runs = page.getByRole('table', { name: 'Runs' })
  await expect(runs).toContainText('Passed')
  const questions = page.getByRole('table', { name: 'Questions of the run' })
  await expect(questions.getByRole('row').filter({ hasText: 'tide' }).getByRole('cell').nth(1)).toHaveText(
    '1',
  )
  await expect(questions.getByRole('row').filter({ hasText: 'warehouse' })).toContainText('not found')
  await checkAccessibility(page)

  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await dialog(page).getByLabel('Weight of words').fill('x')
  await dialog(page).getByRole('button', { name: 'Start run' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText('Weight of words')
  await dialog(page).getByLabel('Weight of words').fill('2')
  await dialog(page).getByRole('button', { name: 'Start run' }).click()
  await expect(runs.getByRole('row')).toHaveCount(3)
  await expect(runs).toContainText('weight of words 2 instead of 1')
  await expect(runs.getByText('Passed')).toHaveCount(2)
  await expect(page.getByText('0 questions worse, 0 better.')).toBeVisible()
  await expect(page.getByText('Run by run')).toBeVisible()
  await checkAccessibility(page)
})
