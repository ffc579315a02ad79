import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFleet } from '../deploy/demo/fleet.mjs'
import { expect, test } from './fixtures/app'
import { ROOT } from './fixtures/app-process'
import { startModelServer } from './fixtures/model-server'

const FLEET = [
  'everything',
  'everything-http',
  'everything-sse',
  'files',
  'harbour',
  'memory',
  'sequential-thinking',
]

const IN_ENVIRONMENT = JSON.stringify({
  servers: { 'sequential-thinking': { command: 'mcp-server-sequential-thinking' } },
})

test.use({
  appOptions: { mcpYaml: readFileSync(path.join(ROOT, 'mcp.yaml'), 'utf8'), mcpServers: IN_ENVIRONMENT },
})

/** The process of a stdio server that the app runs, by what its command line says. */
function childOf(appPid: number, command: string): number {
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  const found = processes.find((pid) => {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return Number(parent) === appPid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(command)
    } catch {
      return false // ended while we looked
    }
  })
  if (found === undefined) throw new Error(`The app runs no ${command}`)
  return Number(found)
}

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

test('from a fresh start to an answer that a real tool gave', async ({ page, app }) => {
  test.setTimeout(180_000)
  cpSync(path.join(ROOT, 'deploy/demo/files'), path.join(app.home, 'deploy/demo/files'), { recursive: true })
  const fleet = await startFleet({ home: app.home, log: () => undefined })
  const model = await startModelServer()
  try {
    await test.step('the fleet is there, found in the file and in the environment', async () => {
      await page.goto('/servers')
      for (const name of FLEET) await expect(row(page, name)).toBeVisible()
      await expect(row(page, 'harbour')).toContainText('Configuration files')
      await expect(row(page, 'sequential-thinking')).toContainText('Environment')
    })

    await test.step('one click connects all, and each comes up', async () => {
      await page.goto('/')
      await page.getByRole('button', { name: 'Connect all' }).click()
      await expect(page.getByRole('heading', { name: '7 connected' })).toBeVisible({ timeout: 60_000 })
    })

    await test.step('a tool is called from a form made of its schema', async () => {
      await page.goto('/servers/harbour')
      await page.getByRole('option', { name: /word_statistics/ }).click()
      await page.getByRole('article').getByRole('textbox', { name: /text/i }).fill('ships in the harbour')
      await page.getByRole('button', { name: 'Call', exact: true }).click()
      await expect(page.getByRole('region', { name: 'Result', exact: true })).toContainText('4 words')
    })

    await test.step('an edit of the file changes the table by itself', async () => {
      await page.goto('/servers')
      await expect(row(page, 'files')).toBeVisible()
      const text = readFileSync(app.configFile, 'utf8')
      writeFileSync(
        app.configFile,
        `${text.trimEnd()}\n\n  notes:\n    command: mcp-server-memory\n    tags: [written]\n`,
      )
      await expect(row(page, 'notes')).toContainText('written')
      writeFileSync(app.configFile, text)
      await expect(row(page, 'notes')).toHaveCount(0)
    })

    await test.step('a killed server is seen to come back, each attempt in sight', async () => {
      await page.goto('/servers/memory?tab=log')
      await expect(page.getByRole('status').filter({ hasText: 'ready' })).toBeAttached()
      process.kill(childOf(app.pid!, 'mcp-server-memory'), 'SIGKILL')
      await expect(page.getByRole('log')).toContainText(/attempt/i)
      await expect(page.getByRole('status').filter({ hasText: 'ready' })).toBeAttached()
      await page.goto('/')
      await expect(
        page.getByRole('list', { name: 'Events' }).getByText(/memory is down, attempt/),
      ).toBeVisible()
    })

    await test.step('a question is answered with a real tool of a real server', async () => {
      await page.request.put(`${app.url}/api/settings/model`, {
        data: {
          provider: 'openai-compatible',
          model: 'scripted',
          baseUrl: model.baseUrl,
          apiKey: 'test-key',
        },
      })
      await page.goto('/playground')
      await page.getByLabel('Your question').fill('call word_statistics with {"text":"three short words"}')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      const call = page.getByRole('list', { name: 'Tool calls' }).getByRole('listitem')
      await expect(call).toContainText('word_statistics')
      await expect(call).toContainText('harbour')
      await expect(call).toContainText('Done')
      await expect(page.getByRole('article', { name: 'Answer' })).toContainText('3 words')
    })
  } finally {
    await model.stop()
    await fleet.stop()
  }
})
