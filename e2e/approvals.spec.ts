import type { Page } from '@playwright/test'
import path from 'node:path'
import { ROOT } from './fixtures/app-process'
import { expect } from './fixtures/app'
import { answers, ask, calls, question, test, useModel } from './fixtures/playground'

const STDIO = JSON.stringify(path.join(ROOT, 'e2e/servers/stdio-server.mjs'))

test.use({
  appOptions: {
    mcpYaml: `servers:\n  yard:\n    command: node\n    args: [${STDIO}, --asking]\n`,
    mcpServers: '{}',
  },
  areTogether: true,
})
test.beforeEach(async ({ request, model }) => useModel(request, model))

/** Asks, and does not wait: the answer waits for the person. */
async function begin(page: Page, text: string): Promise<void> {
  await question(page).fill(text)
  await question(page).press('Enter')
}
const request = (page: Page, tool: string) => page.getByRole('group', { name: `Let ${tool} of yard run?` })

test('a call that may destroy waits for a person: approved, changed, denied, remembered, and over a restart', async ({
  page,
  app,
  checkAccessibility,
}) => {
  await page.goto('/playground')
  await begin(page, 'call delete_file with {"path":"/tmp/a"} and call echo with {"text":"hello"}')
  await expect(request(page, 'delete_file')).toContainText(
    'It says that it may change or delete things for good.',
  )
  await expect(request(page, 'delete_file')).toBeFocused()
  await expect(calls(page).nth(1)).toContainText(/echo.*Done/)
  await checkAccessibility(page)

  await test.step('it waits through a restart, and runs with the arguments that the person puts in', async () => {
    await app.restart()
    await page.goto(new URL(new URL(page.url()).pathname, app.url).href)
    await request(page, 'delete_file').getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'path' }).fill('/tmp/b')
    await page.getByRole('button', { name: 'Approve with these' }).click()
    await expect(answers(page).last()).toContainText('deleted /tmp/b')
    await calls(page)
      .first()
      .getByRole('button', { name: /delete_file/ })
      .click()
    await expect(page.getByRole('region', { name: 'Arguments of delete_file' })).toContainText('/tmp/a')
    await expect(page.getByRole('region', { name: 'Arguments sent to delete_file' })).toContainText('/tmp/b')
    await checkAccessibility(page)
  })

  await test.step('denied, it is not made, and the model hears why', async () => {
    await begin(page, 'call delete_file with {"path":"/tmp/c"}')
    await request(page, 'delete_file').getByRole('button', { name: 'Deny' }).click()
    await page.getByRole('textbox', { name: /Why not/ }).fill('We still need it')
    await page.keyboard.press('Enter')
    await expect(answers(page).last()).toContainText(
      'The person denied this call, and says why: We still need it',
    )
    await expect(calls(page).last()).toContainText('Denied')
  })

  await test.step('remembered, it asks no more, until the settings take that back', async () => {
    await begin(page, 'call delete_file with {"path":"/tmp/d"}')
    await request(page, 'delete_file').getByRole('combobox', { name: 'An approval holds' }).click()
    await page.getByRole('option', { name: 'always, everywhere' }).click()
    await request(page, 'delete_file').getByRole('button', { name: 'Approve' }).click()
    await expect(answers(page).last()).toContainText('deleted /tmp/d')
    await ask(page, 'call delete_file with {"path":"/tmp/e"}')
    await expect(answers(page).last()).toContainText('deleted /tmp/e')
    await page.goto(new URL('/settings?tab=approvals', app.url).href)
    await expect(page.getByRole('list', { name: 'Rules' })).toContainText('yard/delete_file')
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Remove the rule yard/delete_file' }).click()
    await expect(page.getByText('No rules yet')).toBeVisible()
  })
})

test('what a server asks in the middle of a call is answered in place: a form, a page, the model', async ({
  page,
  checkAccessibility,
}) => {
  await page.goto('/playground')
  await begin(page, 'call survey')
  const form = page.getByRole('group', { name: 'yard asks you, for survey' })
  await expect(form).toContainText('Tell us about you.')
  await checkAccessibility(page)

  await test.step('a form, also after a reload, checked before it goes', async () => {
    await page.reload()
    await form.getByRole('button', { name: 'Send', exact: true }).click()
    await form.getByRole('textbox', { name: 'Your name' }).fill('Ada')
    await form.getByRole('checkbox', { name: 'Tuesday' }).check()
    await form.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(answers(page).last()).toContainText('accept')
    await expect(answers(page).last()).toContainText('"name":"Ada"')
    await expect(answers(page).last()).toContainText('"days":["Tuesday"]')
  })

  await test.step('a page is shown whole with its host, and opened by nobody but the person', async () => {
    await begin(page, 'call visit')
    const visit = page.getByRole('group', { name: /wants you to visit a page/ })
    await expect(visit).toContainText('contracts.example.org')
    await expect(visit).toContainText('https://contracts.example.org/sign?contract=42')
    await visit.getByRole('button', { name: 'Decline' }).click()
    await expect(answers(page).last()).toContainText('decline')
  })

  await test.step('the model answers for a server when the person lets it, and they see it first', async () => {
    await begin(page, 'call sample')
    const sampling = page.getByRole('group', { name: /wants your model's answer/ })
    await expect(sampling).toContainText('Say yes')
    await sampling.getByRole('button', { name: 'Ask the model' }).click()
    await sampling.getByRole('textbox', { name: /scripted answered/ }).fill('yes indeed')
    await checkAccessibility(page)
    await sampling.getByRole('button', { name: 'Send to the server' }).click()
    await expect(answers(page).last()).toContainText('The tools answered: yes indeed')
  })

  await test.step('how far a long call is can be seen while it runs', async () => {
    await begin(page, 'call steps with {"steps":30,"ms":100}')
    await expect(page.getByRole('progressbar', { name: 'Progress of steps' })).toBeVisible()
    await expect(calls(page).last()).toContainText(/of 30 · step/)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(calls(page).last()).toContainText('Stopped')
  })
})

test('a slash names a prompt and an at sign a resource, by keyboard', async ({
  page,
  request,
  checkAccessibility,
}) => {
  await request.put('/api/servers/yard/connection?wait=true')
  await page.goto('/playground')
  await question(page).press('/')
  await expect(page.getByRole('option', { name: /greet/ })).toHaveAttribute('aria-selected', 'true')
  await checkAccessibility(page)

  await test.step('the prompt asks for its arguments, and stands in the question then', async () => {
    await question(page).press('Enter')
    const who = page.getByRole('dialog').getByRole('combobox', { name: 'who' })
    await who.pressSequentially('A')
    await expect(page.locator('datalist option')).toHaveCount(2)
    await who.fill('Ada')
    await page.keyboard.press('Enter')
    await expect(question(page)).toHaveValue('Greet Ada')
    await expect(question(page)).toBeFocused()
  })

  await test.step('the resource goes with the question, marked as what it is', async () => {
    await question(page).pressSequentially(' as in @on')
    await expect(page.getByRole('option', { name: /one/ })).toBeVisible()
    await question(page).press('Enter')
    await expect(page.getByRole('list', { name: 'Resources that go with the question' })).toContainText('one')
    await question(page).press('Enter')
    // The model repeats all that it was told.
    await expect(answers(page)).toContainText('The one resource.')
    await expect(answers(page)).toContainText('Greet Ada as in')
    const attached = page.getByRole('list', { name: 'Resources that went with the question' })
    await expect(attached).toContainText('one of yard')
    await page.reload()
    await attached.getByText('one of yard').click()
    await expect(attached).toContainText('The one resource.')
  })
})
