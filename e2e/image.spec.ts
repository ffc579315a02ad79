import { expect, test } from '@playwright/test'
import { ImageProcess } from './fixtures/image-process'
import { startHttpServer } from './servers/spawn-server'

test('the image serves from read-only files as a user without rights, and keeps what it must in its volume', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const server = await startHttpServer()
  const image = new ImageProcess(`servers:\n  harbour:\n    url: ${server.url}\n    tags: [mounted]\n`)
  try {
    const files = image.files()
    await image.start()
    const row = (name: string) =>
      page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

    await test.step('it asks for the token that it made at its first start', async () => {
      await page.goto(`${image.url}/servers`)
      await page.getByLabel('Access token').fill(image.token)
      await page.keyboard.press('Enter')
      await expect(row('harbour')).toContainText('mounted')
      expect(image.output).not.toContain(image.token)
    })

    await test.step('a tool is called from a form', async () => {
      await page.goto(`${image.url}/servers/harbour`)
      await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
      await page.getByRole('option', { name: /^echo/ }).click()
      await page
        .getByRole('article')
        .getByRole('textbox', { name: /text|message/i })
        .fill('ships')
      await page.getByRole('button', { name: 'Call', exact: true }).click()
      await expect(page.getByRole('region', { name: 'Result', exact: true })).toContainText('ships')
    })

    const headers = { authorization: `Bearer ${image.token}` }
    await test.step('it is healthy, by its own measure', async () => {
      expect(await image.health()).toBe(0)
      const added = await page.request.post(`${image.url}/api/servers`, {
        headers,
        data: { name: 'kept', url: server.url },
      })
      expect(added.status()).toBe(201)
    })

    await test.step('a document is read in a thread of its own, and found', async () => {
      const file = {
        name: 'pilots.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# Pilots\n\nAsk Ines.'),
      }
      const taken = await page.request.post(`${image.url}/api/documents`, { headers, multipart: { file } })
      expect(taken.status()).toBe(202)
      const search = () =>
        page.request.post(`${image.url}/api/search`, { headers, data: { query: 'who are the pilots' } })
      await expect.poll(async () => (await search()).text()).toContain('Ask Ines.')
    })

    await test.step('it stops when it is told, and is then not healthy', async () => {
      expect(await image.stop()).toBe(0)
      expect(await image.health()).toBe(1)
    })

    await test.step('it has what it had when it starts again', async () => {
      await image.start()
      await page.goto(`${image.url}/servers`)
      await expect(row('kept')).toBeVisible()
      await expect(row('harbour')).toBeVisible()
    })

    // A read-only root would have refused any of it.
    expect(image.files()).toEqual(files)
    expect(image.output).not.toMatch(/EACCES|EROFS|EPERM|read-only/)
    expect(image.output).toContain('Stopped')
  } finally {
    await image.dispose()
    await server.kill()
  }
})
