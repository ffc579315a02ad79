// `npm run up`: installs, builds and serves; what is up to date already is left as it is. Runs on any Node from 20 up,
// before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOfFiles } from './hash-of-files.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const INSTALL_STAMP = path.join(ROOT, 'node_modules/.portolan-installed')
const BUILD_STAMP = path.join(ROOT, '.next/standalone/.portolan-built')
const INSTALLED_FROM = ['package.json', 'package-lock.json', '.npmrc']
const BUILT_FROM = [
  ...INSTALLED_FROM,
  ...['app', 'components', 'lib', 'prisma', 'public', 'deploy'],
  ...['instrumentation.ts', 'next.config.mjs', 'postcss.config.mjs', 'prisma.config.ts', 'tsconfig.json'],
]

step({ title: 'Installing', stamp: INSTALL_STAMP, from: INSTALLED_FROM, args: ['ci'] })
step({ title: 'Building', stamp: BUILD_STAMP, from: BUILT_FROM, args: ['run', 'build'] })
serve()

/** Runs npm, unless the very same files were installed or built before. */
function step({ title, stamp, from, args }) {
  const hash = hashOfFiles(ROOT, from)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  process.stderr.write(`portolan: ${title}\n`)
  const { status, error } = spawnSync('npm', args, {
    cwd: ROOT,
    stdio: 'inherit',
    // npm is a script on Windows.
    shell: process.platform === 'win32',
  })
  if (error) process.stderr.write(`portolan: npm can't be started: ${error.message}\n`)
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, hash)
}

/** With the Node that the lockfile pins, not the one that started us. */
function serve() {
  const pinned = path.join(ROOT, 'node_modules/node/bin/node')
  const bin = path.join(ROOT, 'node_modules/.bin')
  const child = spawn(
    existsSync(pinned) ? pinned : process.execPath,
    [path.join(ROOT, 'deploy/serve-demo.mjs')],
    {
      stdio: 'inherit',
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
    },
  )
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
