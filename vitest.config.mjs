import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // Its only job is to fail a browser bundle; in tests there is none.
      'server-only': `${root}e2e/fixtures/empty-module.ts`,
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{lib,components,app}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts'],
          environment: 'node',
          // They keep nothing that another could find; to load every module once takes a third of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{lib,app,bench,deploy,e2e}/**/*.integration.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // They wait for processes, databases and networks more than they compute.
          maxWorkers: 4,
          // As in the browser tests: a second try tells a flaw of the machine from one of ours.
          retry: 1,
        },
      },
      {
        extends: true,
        test: {
          // On the cluster that KUBECONFIG names; the same promises as the integration tests hold our own API server to.
          name: 'kubernetes',
          include: ['e2e/kubernetes/**/*.kubernetes.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
