// Installs what the tests need and the machine lacks: a Chromium, PostgreSQL's server programs, BIND's, and kubectl.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findBrowser } from './fixtures/browser'
import { findKubectl } from './fixtures/kubectl'
import { findNamed } from './fixtures/named'

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

/** Debian starts a service once it is installed; asked in this way it does not (policy-rc.d(8)). */
function withoutServices(install: () => void): void {
  const policy = '/usr/sbin/policy-rc.d'
  if (process.getuid?.() !== 0 || existsSync(policy)) {
    install()
    return
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    install()
  } finally {
    rmSync(policy)
  }
}

const wanted = [
  ...(findBrowser() ? [] : ['chromium']),
  ...(hasPostgres() ? [] : ['postgresql']),
  ...(findNamed() === undefined ? ['bind9'] : []),
  ...(findKubectl() === undefined ? ['kubernetes-client'] : []),
]
if (wanted.length > 0) withoutServices(() => installPackages(wanted))
if (!findBrowser()) run('npx', ['playwright', 'install', 'chromium'])

const missing = [
  ...(findBrowser() ? [] : ['a Chromium: run `npx playwright install --with-deps chromium`']),
  ...(hasPostgres()
    ? []
    : ["PostgreSQL's server programs (initdb, postgres): install the package `postgresql`"]),
  ...(findNamed() === undefined ? ["BIND's server program (named): install the package `bind9`"] : []),
  ...(findKubectl() === undefined ? ['kubectl: install the package `kubernetes-client`'] : []),
]
for (const item of missing) console.error(`The tests need ${item}`)
process.exitCode = missing.length === 0 ? 0 : 1
