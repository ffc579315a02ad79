// Installs what the tests need and the machine lacks: a Chromium and PostgreSQL's server programs.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { findBrowser } from './fixtures/browser'

const POSTGRES_HOME = '/usr/lib/postgresql'

function hasPostgres(): boolean {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter)
  const packaged = existsSync(POSTGRES_HOME)
    ? readdirSync(POSTGRES_HOME).map((version) => path.join(POSTGRES_HOME, version, 'bin'))
    : []
  return [...packaged, ...onPath].some((folder) => existsSync(path.join(folder, 'initdb')))
}

function run(command: string, args: string[]): void {
  console.log(`> ${command} ${args.join(' ')}`)
  spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/** Debian and its kin only, as root or by a sudo that asks nothing. */
function installPackages(packages: string[]): void {
  if (!existsSync('/usr/bin/apt-get')) return
  const [command, prefix] = process.getuid?.() === 0 ? ['apt-get', []] : ['sudo', ['-n', 'apt-get']]
  run(command, [...prefix, 'update', '-q'])
  run(command, [...prefix, 'install', '-y', '-q', '--no-install-recommends', ...packages])
}

const wanted = [...(findBrowser() ? [] : ['chromium']), ...(hasPostgres() ? [] : ['postgresql'])]
if (wanted.length > 0) installPackages(wanted)
if (!findBrowser()) run('npx', ['playwright', 'install', 'chromium'])

const missing = [
  ...(findBrowser() ? [] : ['a Chromium: run `npx playwright install --with-deps chromium`']),
  ...(hasPostgres()
    ? []
    : ["PostgreSQL's server programs (initdb, postgres): install the package `postgresql`"]),
]
for (const item of missing) console.error(`The tests need ${item}`)
process.exitCode = missing.length === 0 ? 0 : 1
