import { readFile } from 'node:fs/promises'
import { expect } from './fixtures/app'
import { answers, ask, conversations, question, test, useModel } from './fixtures/playground'

test.use({ areTogether: true })
test.beforeEach(async ({ request, model }) => {
  await useModel(request, model, {
    contextTokens: 100_000,
    prices: { input: 2, output: 10, currency: 'USD' },
  })
})

test('asks in other words, answers again, and goes back and forth between the branches', async ({
  page,
  context,
  checkAccessibility,
}) => {
  await page.goto('/playground')
  await ask(page, 'The first question')
  await ask(page, 'The second question')

  await test.step('an edited question becomes a branch beside the first', async () => {
    await page.getByRole('button', { name: 'Edit question' }).last().click()
    const editor = page.getByRole('form', { name: 'Edit question' })
    await editor.getByRole('textbox').fill('Another question')
    await editor.getByRole('textbox').press('Enter')
    await expect(answers(page).last()).toContainText('You asked: Another question')
    await expect(answers(page)).toHaveCount(2)
    const switcher = page.getByRole('group', { name: 'Branches of this question' })
    await expect(switcher).toContainText('2/2')
    await checkAccessibility(page)
    await switcher.getByRole('button', { name: 'Previous question' }).click()
    await expect(answers(page).last()).toContainText('You asked: The second question')
    await expect(switcher).toContainText('1/2')
  })

  await test.step('another tab shows the branch that is chosen here, and what is asked here', async () => {
    const other = await context.newPage()
    await other.goto(page.url())
    await expect(answers(other).last()).toContainText('The second question')
    await page.getByRole('button', { name: 'Next question' }).click()
    await expect(answers(other).last()).toContainText('Another question')
    await question(page).fill('speak endlessly')
    await question(page).press('Enter')
    await expect(answers(other).last()).toContainText('word3')
    await other.getByRole('button', { name: 'Stop' }).click()
    await expect(answers(page).last()).toContainText('Stopped')
    await other.close()
  })

  await test.step('an answer can be had again, by keyboard too', async () => {
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('r')
    await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
    await expect(answers(page).last()).toContainText('word2')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByRole('group', { name: 'Branches of this answer' })).toContainText('2/2')
    await page.keyboard.press('Shift+?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await checkAccessibility(page)
    await page.keyboard.press('Escape')
  })

  await test.step('deleting a question goes back to the branch beside it', async () => {
    await page.getByRole('button', { name: 'Delete question' }).nth(1).click()
    await page.getByRole('button', { name: 'Delete question', exact: true }).last().click()
    await expect(answers(page)).toHaveCount(2)
    await expect(answers(page).last()).toContainText('You asked: The second question')
  })
})

test('queues questions while one is answered, keeps drafts, and resumes after a reload', async ({
  page,
  checkAccessibility,
}) => {
  await page.goto('/playground')
  await question(page).fill('speak endlessly')
  await question(page).press('Enter')
  await expect(answers(page)).toContainText('word2')
  await question(page).fill('Queued first')
  await page.getByRole('button', { name: 'Queue' }).click()
  await question(page).fill('Queued second')
  await question(page).press('Enter')
  const waiting = page.getByRole('region', { name: 'Waiting questions' })
  await expect(waiting.getByRole('listitem')).toHaveText(['Queued first', 'Queued second'])
  await checkAccessibility(page)

  await waiting.getByRole('button', { name: 'Edit waiting question Queued second' }).click()
  await waiting.getByRole('textbox', { name: 'Waiting question' }).fill('Queued and changed')
  await waiting.getByRole('button', { name: 'Keep' }).click()
  await waiting.getByRole('button', { name: 'Remove waiting question Queued first' }).click()
  await question(page).fill('Half a thought')

  await page.reload()
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expect(answers(page)).toContainText(/word1 word2 .*word12/)
  await expect(question(page)).toHaveValue('Half a thought')
  await expect(waiting.getByRole('listitem')).toHaveText(['Queued and changed'])

  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(waiting).toContainText('Not sent')
  await waiting.getByRole('button', { name: 'Send the first now' }).click()
  await expect(answers(page).last()).toContainText('You asked: Queued and changed')
  await expect(waiting).toHaveCount(0)

  await test.step('what waits is sent when the answer has ended well', async () => {
    await question(page).fill('call trigger-long-running-operation with {"duration":1,"steps":1}')
    await question(page).press('Enter')
    await question(page).fill('After that')
    await question(page).press('Enter')
    await expect(answers(page).last()).toContainText('You asked: After that')
    await expect(page.getByRole('button', { name: 'Tokens and cost' })).toContainText('$')
  })
})

test('finds, renames, pins, tags and deletes conversations', async ({ page, checkAccessibility }) => {
  const list = conversations(page)
  const items = list.getByRole('listitem')
  // Others have conversations here, too.
  const mine = items.filter({ hasText: /First of all|Second thoughts|Renamed/ })
  await page.goto('/playground')
  await ask(page, 'First of all, tell me of harbours')
  await list.getByRole('link', { name: 'New conversation' }).click()
  await expect(answers(page)).toHaveCount(0)
  await ask(page, 'Second thoughts')
  await expect(mine).toHaveText([/Second thoughts/, /First of all/])

  await test.step('a title can be changed, and stays', async () => {
    await list.getByRole('button', { name: 'Actions for Second thoughts' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Renamed')
    await page.getByRole('button', { name: 'Rename' }).click()
    await expect(list.getByRole('link', { name: 'Renamed' })).toBeVisible()
  })

  await test.step('a pinned one stands first, and a tag finds it', async () => {
    await list.getByRole('button', { name: /Actions for First of all/ }).click()
    await page.getByRole('menuitem', { name: 'Pin' }).click()
    await expect(mine).toHaveText([/First of all/, /Renamed/])
    await list.getByRole('button', { name: /Actions for First of all/ }).click()
    await page.getByRole('menuitem', { name: 'Tags' }).click()
    await page.getByRole('textbox', { name: 'Tags' }).fill('ports, night watch')
    await page.getByRole('button', { name: 'Save tags' }).click()
    await list.getByRole('button', { name: 'night watch' }).click()
    await expect(items).toHaveText([/First of all/])
    await checkAccessibility(page)
    await list.getByRole('button', { name: 'night watch' }).click()
  })

  await test.step('words of a message find its conversation, with what stands around them', async () => {
    await list.getByRole('searchbox').fill('You asked: Second thoughts')
    await expect(items).toHaveText([/Renamed.*Second thoughts/])
    await list.getByRole('searchbox').fill('nowhere said')
    await expect(list).toContainText('Nothing holds all of these')
    await list.getByRole('searchbox').fill('')
  })

  await test.step('a deleted one can be brought back', async () => {
    await list.getByRole('link', { name: 'Renamed' }).focus()
    await page.keyboard.press('Delete')
    await expect(page).toHaveURL(/\/playground$/)
    await expect(mine).toHaveText([/First of all/])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(mine).toHaveText([/First of all/, /Renamed/])
    await list.getByRole('link', { name: 'Renamed' }).click()
    await expect(answers(page)).toContainText('You asked: Second thoughts')
  })
})

test('shares a conversation by a link that can be ended, and exports it', async ({
  page,
  browser,
  checkAccessibility,
}) => {
  await page.goto('/playground')
  await ask(page, 'call get-sum with {"a":2,"b":40}')
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('menuitem', { name: 'Share by link' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share by link' })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  await checkAccessibility(page)

  const stranger = await browser.newContext()
  const shown = await stranger.newPage()
  await test.step('a stranger reads it, without what the tool answered', async () => {
    await shown.goto(link)
    await expect(answers(shown)).toContainText('The sum of 2 and 40 is 42')
    await expect(shown.getByText('get-sum', { exact: true })).toBeVisible()
    await expect(shown.getByRole('textbox')).toHaveCount(0)
    await expect(shown.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/)
    expect(await shown.content()).not.toContain('"a":2,"b":40}}')
    await checkAccessibility(shown)
  })

  await test.step('what is said later is not shown, until the person says so', async () => {
    await page.keyboard.press('Escape')
    await ask(page, 'Said later')
    await shown.reload()
    await expect(answers(shown)).toHaveCount(1)
    await page.getByRole('button', { name: 'Shared' }).click()
    await page.getByRole('menuitem', { name: 'Link' }).click()
    await expect(dialog).toContainText('2 messages')
    await dialog.getByRole('switch').click()
    await expect(dialog).not.toContainText('2 messages')
    await shown.reload()
    await expect(answers(shown)).toHaveCount(2)
    await answers(shown).first().getByText('get-sum', { exact: true }).click()
    await expect(shown.getByRole('region', { name: 'Arguments of get-sum' })).toContainText('"b": 40')
  })

  await test.step('an ended link shows nothing', async () => {
    await dialog.getByRole('button', { name: 'End the link' }).click()
    await expect(dialog.getByRole('button', { name: 'Create link' })).toBeVisible()
    expect((await shown.goto(link))?.status()).toBe(404)
    await expect(shown.getByRole('heading')).toHaveText('Nothing is shared here')
    await stranger.close()
    await page.keyboard.press('Escape')
  })

  await test.step('it can be taken away as Markdown and as JSON', async () => {
    const saved = async (format: string) => {
      await page.getByRole('button', { name: 'Share' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: `Export as ${format}` }).click()
      return readFile(await (await download).path(), 'utf8')
    }
    expect(await saved('Markdown')).toMatch(/## Question[\s\S]*get-sum[\s\S]*The sum of 2 and 40 is 42/)
    expect(JSON.parse(await saved('JSON'))).toMatchObject({
      format: 'portolan-conversation',
      messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }, { role: 'assistant' }],
    })
  })
})

test('lets two models answer side by side, and keeps one', async ({ page, checkAccessibility }) => {
  await page.goto('/playground')
  await page.getByRole('button', { name: /Model: scripted/ }).click()
  const models = page.getByRole('dialog', { name: 'Models' })
  await models.getByRole('textbox', { name: /Another model/ }).fill('rival')
  await models.getByRole('button', { name: 'Compare with it' }).click()
  await page.keyboard.press('Escape')
  await question(page).fill('speak endlessly, both of you')
  await question(page).press('Enter')

  const both = page.getByRole('region', { name: 'Two answers' })
  const first = both.getByRole('region', { name: 'Answer of scripted' })
  const second = both.getByRole('region', { name: 'Answer of rival' })
  await expect(first).toContainText('word3')
  await expect(second).toContainText('word3')
  await checkAccessibility(page)
  // A page that is loaded anew reads along with both.
  await page.reload()
  await expect(first).toContainText('word4')
  await expect(second).toContainText('word4')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(first).toContainText('Stopped')
  await expect(second).toContainText('Stopped')
  await second.getByRole('button', { name: /Keep/ }).click()
  await expect(both).toHaveCount(0)
  await expect(answers(page)).toHaveCount(1)
  await expect(page.getByRole('group', { name: 'Branches of this answer' })).toContainText('/2')

  await page.reload()
  await expect(answers(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Do not compare' }).click()
  await ask(page, 'And alone')
  await expect(answers(page).last()).toContainText('You asked: And alone')
})
