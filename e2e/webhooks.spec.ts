import { createHmac } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test as base } from './fixtures/app'
import { WebhookReceiver } from './fixtures/webhook-receiver'

const test = base.extend<{ receiver: WebhookReceiver }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
  receiver: async ({}, use) => {
    await using receiver = await WebhookReceiver.start()
    await use(receiver)
  },
})
// Loopback is no public address.
test.use({ appOptions: { env: { PORTOLAN_PRIVATE_ADDRESSES: '127.0.0.1' } }, areTogether: true })

const card = (page: Page) => page.getByRole('region', { name: 'On-call channel' })

/** Registers a server, of which the webhook is told. */
async function addServer(page: Page, name: string): Promise<void> {
  const response = await page.request.post('/api/servers', {
    data: { name, url: 'http://127.0.0.1:9/mcp', enabled: false },
  })
  expect(response.ok()).toBe(true)
}

test('a webhook is added, tested, told what happens, and caught up with after an outage', async ({
  page,
  receiver,
  checkAccessibility,
}) => {
  let secret = ''
  await page.goto('/settings?tab=webhooks')
  await expect(page.getByText('No webhook yet')).toBeVisible()
  await checkAccessibility(page)

  await test.step('what is missing is said, and the secret is told once', async () => {
    await page.getByRole('button', { name: 'Add webhook' }).click()
    const sheet = page.getByRole('dialog', { name: 'Add webhook' })
    await sheet.getByRole('button', { name: 'Add webhook' }).click()
    await expect(sheet.getByText('Give a whole address')).toBeVisible()
    await expect(sheet.getByLabel('Name', { exact: true })).toBeFocused()
    await checkAccessibility(page)
    await sheet.getByLabel('Name', { exact: true }).fill('On-call channel')
    await sheet.getByLabel('Address', { exact: true }).fill(receiver.url)
    await sheet.getByLabel('A server is added').check()
    await sheet.getByRole('button', { name: 'Add webhook' }).click()
    const told = page.getByRole('dialog', { name: 'The webhook is added' })
    secret = (await told.getByLabel('Secret', { exact: true }).textContent()) ?? ''
    expect(secret).toMatch(/^whsec_/)
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await expect(card(page)).toContainText('Nothing sent yet')
    expect(await page.content()).not.toContain('T0KEN')
  })

  await test.step('a test comes through, and its answer is shown', async () => {
    await card(page).getByRole('button', { name: 'Send a test' }).click()
    await expect(card(page).getByRole('status')).toContainText('The test was taken')
    expect(receiver.received.at(-1)).toMatchObject({ event: 'test', status: 200 })
  })

  await test.step('an event arrives, signed with that secret', async () => {
    await addServer(page, 'first')
    await expect.poll(() => receiver.delivered.at(-1)?.body.event?.name).toBe('first')
    const { text, signature } = receiver.delivered.at(-1)!
    const seconds = /^t=(\d+)/.exec(signature)?.[1] ?? ''
    const digest = createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')
    expect(signature).toBe(`t=${seconds},v1=${digest}`)
    await expect(card(page)).toContainText('Delivering')
  })

  await test.step('while the receiver fails, what waits is shown with the reason', async () => {
    receiver.answer = 500
    await addServer(page, 'second')
    await expect(card(page)).toContainText('Failing')
    await card(page).getByRole('button', { name: '1 waiting' }).click()
    const sheet = page.getByRole('dialog', { name: 'Deliveries to On-call channel' })
    await expect(sheet.getByRole('listitem')).toHaveCount(1)
    await expect(sheet).toContainText('It answered 500: no')
    await expect(sheet).toContainText('next try')
    await checkAccessibility(page)
    await page.keyboard.press('Escape')
  })

  await test.step('back again, it is told what it has missed', async () => {
    receiver.answer = 200
    await expect.poll(() => receiver.delivered.at(-1)?.body.event?.name, { timeout: 30_000 }).toBe('second')
    await expect(card(page)).toContainText('Delivering')
    await expect(card(page)).toContainText('0 waiting')
  })

  await test.step('a phone has room for it', async () => {
    await page.setViewportSize({ width: 375, height: 800 })
    await expect(card(page)).toBeVisible()
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return scrollWidth - clientWidth
    })
    expect(overflow).toBeLessThanOrEqual(0)
    await checkAccessibility(page)
  })

  await test.step('removed after a question', async () => {
    await card(page).getByRole('button', { name: 'More for On-call channel' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove webhook' }).click()
    await expect(page.getByText('No webhook yet')).toBeVisible()
  })
})

test('limits of checks are set for all servers and by tag, in order', async ({
  page,
  checkAccessibility,
}) => {
  await page.goto('/settings?tab=checks')
  await expect(page.getByRole('heading', { name: 'By tag' })).toBeVisible()
  await checkAccessibility(page)

  await test.step('what does not fit is said at its field', async () => {
    await page.getByLabel('Check every, s').fill('0')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('A number from 1 to 86,400')).toBeVisible()
    await expect(page.getByLabel('Check every, s')).toBeFocused()
    await page.getByLabel('Check every, s').fill('45')
  })

  await test.step('tags have limits of their own, and an order', async () => {
    await page.getByRole('button', { name: 'Add a tag' }).click()
    const rows = page.getByRole('list', { name: /Limits by tag/ }).getByRole('listitem')
    await rows.nth(0).getByLabel('1. Servers with the tag').fill('demo')
    await rows.nth(0).getByLabel('Check every, s').fill('10')
    await page.getByRole('button', { name: 'Add a tag' }).click()
    await rows.nth(1).getByLabel('2. Servers with the tag').fill('notes')
    await rows.nth(1).getByLabel('Failures until unhealthy').fill('5')
    await page.getByRole('button', { name: 'Move notes up' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Servers are checked by these limits')).toBeVisible()
    await page.reload()
    await expect(rows.nth(0).getByLabel('1. Servers with the tag')).toHaveValue('notes')
    await expect(rows.nth(1).getByLabel('Check every, s')).toHaveValue('10')
    await checkAccessibility(page)
  })

  await test.step('what is typed outlives a look at another part', async () => {
    await page
      .getByRole('list', { name: /Limits by tag/ })
      .getByRole('button', { name: 'Remove demo' })
      .click()
    await page.getByRole('tab', { name: 'Model' }).click()
    await page.getByRole('tab', { name: 'Checks' }).click()
    await expect(page.getByRole('button', { name: 'Discard changes' })).toBeEnabled()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await expect(page.getByRole('button', { name: 'Remove demo' })).toBeVisible()
  })
})
