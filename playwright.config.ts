import { defineConfig } from '@playwright/test'
import { browserLaunch } from './e2e/fixtures/browser'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/fixtures/global-setup.ts',
  // A journey takes half a minute where nothing else runs; a busy machine may take its time.
  timeout: 150_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  // One more than the cores of a small machine: tests wait for timers and starting processes a third of their time.
  workers: 3,
  // A second try tells a flaw of the machine from one of ours; what needed it is reported as flaky.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    ...browserLaunch(),
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A trace of every test costs a fifth of the time, and is thrown away nearly always.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
  },
})
