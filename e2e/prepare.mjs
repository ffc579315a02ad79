// Installs what the tests need and the machine lacks: a Chromium and PostgreSQL's server programs.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const POSTGRES_HOME = '/usr/lib/postgresql'

const hasBrowser = () => [chromium.executablePath(), ...SYSTEM_BROWSERS].some((file) => existsSync(file))

function hasPostgres() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter)
  const packaged = existsSync(POSTGRES_HOME)
    ? readdirSync(POSTGRES_HOME).map((version) => path.join(POSTGRES_HOME, version, 'bin'))
    : []
  return [...packaged, ...onPath].some((folder) => existsSync(path.join(folder, 'initdb')))
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  console.log(`> ${command} ${args.join(' ')}`)
  return (
    spawnSync(command, args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  )
}

/** Debian and its kin only, as root or by a sudo that asks nothing. @param {string[]} packages */
function installPackages(packages) {
  if (!existsSync('/usr/bin/apt-get')) return false
  const [command, ...prefix] = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get']
  run(command, [...prefix, 'update', '-q'])
  return run(command, [...prefix, 'install', '-y', '-q', '--no-install-recommends', ...packages])
}

const wanted = [...(hasBrowser() ? [] : ['chromium']), ...(hasPostgres() ? [] : ['postgresql'])]
if (wanted.length > 0) installPackages(wanted)
if (!hasBrowser()) run('npx', ['playwright', 'install', 'chromium'])

const missing = [
  ...(hasBrowser() ? [] : ['a Chromium: run `npx playwright install --with-deps chromium`']),
  ...(hasPostgres()
    ? []
    : ["PostgreSQL's server programs (initdb, postgres): install the package `postgresql`"]),
]
for (const item of missing) console.error(`The tests need ${item}`)
process.exit(missing.length === 0 ? 0 : 1)
