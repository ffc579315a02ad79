// `npm run up`: installs, builds and serves; what is up to date already is left as it is. Runs on any Node from 20 up,
// before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const INSTALL_STAMP = path.join(ROOT, 'node_modules/.portolan-installed')
const BUILD_STAMP = path.join(ROOT, '.next/standalone/.portolan-built')
const INSTALLED_FROM = ['package.json', 'package-lock.json', '.npmrc']
const BUILT_FROM = [
  ...INSTALLED_FROM,
  ...['app', 'components', 'lib', 'prisma', 'public', 'deploy'],
  ...['instrumentation.ts', 'next.config.mjs', 'postcss.config.mjs', 'prisma.config.ts', 'tsconfig.json'],
]
/** Made by the build itself, or of no part in it. */
const IGNORED = /(^prisma\/generated\/)|(\.test\.tsx?$)/

step({ title: 'Installing', stamp: INSTALL_STAMP, from: INSTALLED_FROM, args: ['ci'] })
step({ title: 'Building', stamp: BUILD_STAMP, from: BUILT_FROM, args: ['run', 'build'] })
serve()

/** Runs npm, unless the very same files were installed or built before. */
function step({ title, stamp, from, args }) {
  const hash = hashOf(from)
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

function hashOf(names) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of names.flatMap(filesUnder)) {
    if (!IGNORED.test(file))
      hash
        .update(`${file}\0`)
        .update(readFileSync(path.join(ROOT, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(name) {
  const whole = path.join(ROOT, name)
  if (!existsSync(whole)) return []
  if (statSync(whole).isFile()) return [name]
  return readdirSync(whole, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = `${name}/${entry.name}`
      return entry.isDirectory() ? filesUnder(inner) : entry.isFile() ? [inner] : []
    })
}
