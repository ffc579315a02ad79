import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/app'
import type { AppProcess } from './fixtures/app-process'
import { AuthServer } from './servers/auth-server/auth-server'
import { ProtectedServer } from './servers/auth-server/protected-server'

let auth: AuthServer
let server: ProtectedServer

test.beforeAll(async () => {
  auth = await AuthServer.start()
  server = await ProtectedServer.start(auth)
})
test.afterAll(async () => {
  await server.stop()
  await auth.stop()
})
test.use({ appOptions: { mcpYaml: null, mcpServers: '' }, areTogether: true })

const panel = (page: Page) => page.getByRole('region', { name: 'Sign-in' })

async function open(page: Page, app: AppProcess, name: string) {
  const registered = await page.request.post(`${app.url}/api/servers`, {
    data: { name, url: server.url },
  })
  expect(registered.ok()).toBe(true)
  await page.goto(`/servers/${name}`)
  await page.getByRole('button', { name: 'Connect' }).first().click()
  await expect(panel(page)).toContainText('Sign in to use this server')
}

test('a server that asks for a sign-in is signed in at in the browser, and left again', async ({
  page,
  app,
  checkAccessibility,
}) => {
  await open(page, app, 'files')
  await expect(panel(page)).toContainText('It asks for files:read.')
  await checkAccessibility(page)
  await panel(page).getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Let Portolan in?' })).toBeVisible()
  await expect(page.getByText('It asks for: files:read')).toBeVisible()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page).toHaveURL(`${app.url}/servers/files`)
  await expect(panel(page)).toContainText('Signed in at 127.0.0.1')
  await expect(page.getByText('Connected to protected-server 1.0.0.')).toBeVisible()
  await expect(page.getByRole('option', { name: /whoami/ })).toBeVisible()
  await checkAccessibility(page)
  // What was the address with the code in it is no step to go back to.
  await page.goBack()
  expect(page.url()).not.toContain('code=')
  await page.goto('/servers/files')
  await panel(page).getByRole('button', { name: 'Sign out' }).click()
  await expect(panel(page)).toContainText('Sign in to use this server')
  expect(app.output).not.toMatch(/code-|at-[\w-]{20}|rt-[\w-]{20}/)
})

test('a sign-in that is refused says why, and can be tried again', async ({
  page,
  app,
  checkAccessibility,
}) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await open(page, app, 'letters')
  await panel(page).getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Deny' }).click()
  await expect(page.getByRole('heading', { name: 'The sign-in was not finished' })).toBeVisible()
  await expect(page.getByText('access_denied (The person said no)')).toBeVisible()
  await checkAccessibility(page)
  await page.getByRole('link', { name: 'Back to letters' }).click()
  await expect(panel(page)).toContainText('access_denied (The person said no)')
  await expect(panel(page).getByRole('button', { name: 'Try again' })).toBeVisible()
})
