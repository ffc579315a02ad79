import type { Page } from '@playwright/test'
import { AppProcess } from './fixtures/app-process'
import { expect } from './fixtures/app'
import { answers, question, test as base, useModel } from './fixtures/playground'
import { StoreProcess } from './fixtures/store-process'

const MESSAGES = 1_000
/** Of the whole page; each message drawn at once would make tens of thousands. */
const MOST_NODES = 5_000
const MOST_DRAWN = 60

const test = base.extend<{ conversation: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  app: async ({}, use) => {
    const app = new AppProcess({ mcpYaml: 'servers: {}\n' }).useTemplateData()
    try {
      await use(app)
    } finally {
      await app.dispose()
    }
  },
  conversation: async ({ app }, use) => {
    const writing = new StoreProcess(String(MESSAGES), app.dataDir, 'conversation-child')
    const [, id = ''] = (await writing.says('stored ')).split(' ')
    await writing.exited()
    await app.start()
    await use(id)
  },
})

const message = (page: Page, id: string) => page.locator(`[data-message-id="${id}"]`)
const drawn = (page: Page) => page.locator('[data-drawn=true]')

async function expectFewNodes(page: Page): Promise<void> {
  expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(MOST_NODES)
  expect(await drawn(page).count()).toBeLessThan(MOST_DRAWN)
}

test('a conversation of a thousand messages opens, scrolls, is searched and goes on', async ({
  page,
  conversation,
  app,
  model,
  playwright,
  checkAccessibility,
}) => {
  const request = await playwright.request.newContext({ baseURL: app.url })
  await useModel(request, model)
  await page.goto(`${app.url}/playground/${conversation}`)

  await test.step('it opens at its end, with what is near', async () => {
    await expect(page.getByRole('heading', { name: 'Watch 500', exact: true })).toBeInViewport()
    await expectFewNodes(page)
  })

  await test.step('scrolling up reads what is older, and what is far is not drawn any more', async () => {
    await drawn(page).last().hover()
    await expect(async () => {
      await page.mouse.wheel(0, -4_000)
      expect(await page.locator('[data-message]').count()).toBeGreaterThan(120)
    }).toPass({ intervals: [100] })
    await expectFewNodes(page)
    await expect(message(page, 'answer-480').getByRole('table')).toHaveCount(0)
  })

  await test.step('the first message is one press away, and any other a scroll', async () => {
    await page.getByRole('button', { name: 'To the first' }).click()
    await expect(message(page, 'question-1').getByText('What was seen in watch 1?')).toBeInViewport()
    await expect(page.locator('[data-message]')).toHaveCount(MESSAGES)
    await expectFewNodes(page)
    await message(page, 'answer-250').scrollIntoViewIfNeeded()
    await expect(message(page, 'answer-250').getByRole('table')).toBeVisible()
    await expectFewNodes(page)
  })

  await test.step('its own search finds what the page does not hold', async () => {
    await page.keyboard.press('Control+f')
    const words = page.getByRole('textbox', { name: 'Words to find' })
    await words.fill('sail 7 of watch 27')
    const search = page.getByRole('search', { name: 'Find in this conversation' })
    await expect(search.getByRole('status')).toHaveText('3 of 3')
    await expect(message(page, 'answer-279').getByText('sail 7 of watch 279')).toBeInViewport()
    await words.press('Enter')
    await words.press('Enter')
    await expect(search.getByRole('status')).toHaveText('1 of 3')
    await expect(message(page, 'answer-27').getByText('sail 7 of watch 27')).toBeInViewport()
    await expect.poll(() => page.evaluate('CSS.highlights.get("found").size')).toBe(1)
    await expectFewNodes(page)
    await checkAccessibility(page)
    await words.press('Escape')
    await expect(question(page)).toBeFocused()
  })

  await test.step('a question is written and answered at its end', async () => {
    await question(page).pressSequentially('Who is at the helm?')
    await expect(question(page)).toHaveValue('Who is at the helm?')
    await question(page).press('Enter')
    await expect(answers(page).last()).toContainText('You asked: Who is at the helm?')
    await expect(answers(page).last()).toBeInViewport()
    await expectFewNodes(page)
  })
})
