import { DEFAULT_CONFIG, expect } from './fixtures/app'
import { answers, ask, calls, MODEL_KEY, question, test, useModel } from './fixtures/playground'

test.use({ areTogether: true })

// Before the others, which set a model and connect the servers.
test.describe('without a model', () => {
  test('says so, and lets a person find a tool and call it by form', async ({
    page,
    request,
    checkAccessibility,
  }) => {
    await request.delete('/api/settings/model')
    await page.goto('/playground')
    await page.getByRole('button', { name: 'Connect all' }).click()
    await expect(page.getByRole('list', { name: 'Tools' })).toContainText('get-sum')
    // Though the list has grown beyond the window.
    await expect(page.getByRole('heading', { name: 'No model is set' })).toBeInViewport()
    await expect(page.getByRole('link', { name: 'Choose a model' })).toHaveAttribute('href', '/settings')
    await page.getByRole('searchbox', { name: 'Find a tool' }).fill('sum')
    const tool = page
      .getByRole('list', { name: 'Tools' })
      .getByRole('listitem')
      .filter({ hasText: 'get-sum' })
    await tool.getByRole('button', { name: /get-sum/ }).click()
    await tool
      .getByRole('textbox', { name: 'a' })
      .or(tool.getByRole('spinbutton', { name: 'a' }))
      .fill('2')
    await tool
      .getByRole('textbox', { name: 'b' })
      .or(tool.getByRole('spinbutton', { name: 'b' }))
      .fill('40')
    await tool.getByRole('button', { name: 'Call', exact: true }).click()
    await expect(tool.getByRole('region', { name: /result 1/ })).toContainText('42')
    await checkAccessibility(page)
  })
})

test.describe('with a model', () => {
  test.beforeEach(async ({ request, model }) => useModel(request, model))

  test('answers with tools in several rounds, shows a failing one as failed, and keeps all of it', async ({
    page,
    checkAccessibility,
  }) => {
    await page.goto('/playground')
    await expect(page.getByRole('heading', { name: 'What do you want to know?' })).toBeVisible()
    await checkAccessibility(page)

    await ask(
      page,
      'call get-sum with {"a":2,"b":40} and call get-sum with {"a":"x"} then call get-tiny-image',
    )
    await expect(calls(page)).toHaveCount(3)
    await expect(calls(page).nth(0)).toContainText(/get-sum.*everything.*Done/)
    await expect(calls(page).nth(0)).toContainText(/\d+(\.\d)? m?s/)
    await expect(calls(page).nth(1)).toContainText('Failed')
    await expect(calls(page).nth(2)).toContainText(/get-tiny-image.*Done/)
    await expect(answers(page)).toContainText('The sum of 2 and 40 is 42')
    await expect(page).toHaveURL(/\/playground\/[0-9a-f-]{36}$/)

    await test.step('a call opens: arguments, result, download of the whole', async () => {
      await calls(page)
        .nth(0)
        .getByRole('button', { name: /get-sum/ })
        .click()
      await expect(page.getByRole('region', { name: 'Arguments of get-sum' })).toContainText('"b": 40')
      await expect(page.getByRole('region', { name: 'get-sum, result 1' })).toContainText('42')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download the result of get-sum' }).click()
      expect((await download).suggestedFilename()).toBe('get-sum.json')
      await calls(page)
        .nth(2)
        .getByRole('button', { name: /get-tiny-image/ })
        .click()
      await expect(calls(page).nth(2).getByRole('img', { name: 'From the server' })).toBeVisible()
      await checkAccessibility(page)
    })

    await test.step('the inspector says what was offered', async () => {
      const inspector = page.getByRole('complementary', { name: 'Inspector' })
      await expect(inspector).toContainText(/Offered\s*\d+/)
      await expect(inspector.getByRole('link', { name: 'thinking' })).toBeVisible()
    })

    await test.step('a reload shows the same', async () => {
      await page.reload()
      await expect(calls(page)).toHaveCount(3)
      await expect(calls(page).nth(1)).toContainText('Failed')
      await expect(answers(page)).toContainText('The sum of 2 and 40 is 42')
    })
  })

  test('stops in the middle of a word and in the middle of a tool, and goes on after', async ({ page }) => {
    await page.goto('/playground')
    await question(page).fill('speak slowly')
    await question(page).press('Enter')
    await expect(answers(page)).toContainText('word5')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(answers(page)).toContainText('Stopped.')

    await question(page).fill('call trigger-long-running-operation with {"duration":50,"steps":50}')
    await question(page).press('Enter')
    await expect(calls(page)).toContainText('Running')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(calls(page)).toContainText('Stopped')

    await ask(page, 'Are you there?')
    await expect(answers(page).last()).toContainText('You asked: Are you there?')
    await page.reload()
    await expect(answers(page)).toHaveCount(3)
    await expect(answers(page).first()).toContainText('Stopped.')
    await expect(calls(page)).toContainText('Stopped')
  })

  test('streams on while another page is looked at', async ({ page }) => {
    await page.goto('/playground')
    await question(page).fill('speak slowly')
    await question(page).press('Enter')
    await expect(answers(page)).toContainText('word2')
    await page.getByRole('link', { name: 'Config' }).click()
    await expect(page.getByRole('heading', { name: 'Config', level: 1 })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
    await expect(answers(page)).toContainText('word30')
  })

  test('shows hostile Markdown as text: nothing runs, nothing is fetched', async ({
    page,
    checkAccessibility,
  }) => {
    const foreign: string[] = []
    page.on('request', (request) => {
      if (!['127.0.0.1', ''].includes(new URL(request.url()).hostname)) foreign.push(request.url())
    })
    await page.goto('/playground')
    await ask(page, 'Show me markdown')
    await expect(answers(page)).toContainText('<script>window.wasHacked = true</script>')
    const link = answers(page).getByRole('link', { name: /^link/ })
    await expect(link).toHaveAttribute('rel', /noopener.*noreferrer/)
    await expect(link).toContainText('example.com')
    await expect(answers(page).getByRole('link', { name: 'bad' })).toHaveCount(0)
    await expect(answers(page).getByRole('img')).toHaveCount(0)
    expect(await page.evaluate(() => 'wasHacked' in window)).toBe(false)
    expect(foreign).toEqual([])
    await checkAccessibility(page)
  })

  test('says why the model failed, without the key, and asks again', async ({ page, checkAccessibility }) => {
    await page.goto('/playground')
    await ask(page, 'please fail')
    const failure = page.getByRole('alert').filter({ hasText: 'refused the API key' })
    await expect(failure).toContainText('Check it in Settings')
    expect(await page.content()).not.toContain(MODEL_KEY)
    await checkAccessibility(page)
    await page.reload()
    await expect(failure).toBeVisible()
    await failure.getByRole('button', { name: 'Try again' }).click()
    await expect(failure).toBeVisible()
    await expect(answers(page)).toHaveCount(1)

    await ask(page, 'break in the middle')
    await expect(answers(page).last()).toContainText('It begins well')
    await expect(answers(page).last().getByRole('alert')).toBeVisible()
  })

  test('fits a phone', async ({ page, checkAccessibility }) => {
    await page.setViewportSize({ width: 375, height: 812 })
    await page.goto('/playground')
    await ask(page, 'call get-sum with {"a":2,"b":40}')
    await expect(answers(page)).toContainText('42')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Inspector' }).click()
    await expect(page.getByRole('dialog', { name: 'Inspector' })).toContainText('Offered')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Conversations' }).click()
    const list = page.getByRole('dialog', { name: 'Conversations' })
    await expect(list.getByRole('listitem').first()).toBeVisible()
  })
})

test.describe('with servers that are away', () => {
  test.use({
    appOptions: {
      mcpYaml: `${DEFAULT_CONFIG}
  gone:
    url: http://127.0.0.1:9/mcp
    max_retries: 0
  asleep:
    command: mcp-server-memory
    enabled: false
`,
    },
  })

  test('says on the answer which were not there and why, and lets only the chosen take part', async ({
    page,
    request,
    model,
    checkAccessibility,
  }) => {
    await useModel(request, model)
    await page.goto('/playground')
    await ask(page, 'Hello')
    await answers(page)
      .getByRole('button', { name: /2 servers unavailable/ })
      .click()
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    await expect(inspector.getByRole('listitem').filter({ hasText: 'gone' }).first()).toContainText('Failed')
    await expect(inspector.getByRole('listitem').filter({ hasText: 'asleep' }).first()).toContainText(
      'Disabled',
    )

    await page.getByRole('button', { name: /^All servers/ }).click()
    const chooser = page.getByRole('dialog', { name: 'Servers that take part' })
    await checkAccessibility(page)
    await chooser.getByRole('button', { name: /^memory/ }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/servers=memory/)
    await ask(page, 'And now?')
    await expect(answers(page).last()).toContainText(/\d+ tools of 1 server offered/)
    await expect(answers(page).last()).not.toContainText('unavailable')
  })
})

const ollamaTest = test.extend({
  appOptions: async ({ model }, use) => {
    await use({ env: { OLLAMA_HOST: new URL(model.baseUrl).host } })
  },
})

ollamaTest('a local Ollama is found and its models are offered, one click each', async ({ page }) => {
  await page.goto('/playground')
  await page.getByRole('button', { name: 'Use scripted:1b of Ollama' }).click()
  await expect(page.getByRole('heading', { name: 'No model is set' })).toBeHidden()
  await ask(page, 'Hello there')
  await expect(answers(page)).toContainText('You asked: Hello there')
})
