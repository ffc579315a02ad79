/**
 * Starts the HTTP servers that the shipped mcp.yaml points at, so that the demo needs nothing else. A file that does
 * not declare them starts none: a person's own mcp.yaml replaces the demo.
 */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const RESTART_AFTER_MS = 2_000
const READY_WITHIN_MS = 20_000
const STOP_WITHIN_MS = 3_000

const here = path.dirname(fileURLToPath(import.meta.url))
const everything = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
)

/** @type {{ url: string, port: number, script: string, args: string[] }[]} */
export const COMPANIONS = [
  { url: 'http://127.0.0.1:8091/mcp', port: 8091, script: everything, args: ['streamableHttp'] },
  { url: 'http://127.0.0.1:8092/sse', port: 8092, script: everything, args: ['sse'] },
  { url: 'http://127.0.0.1:8093/mcp', port: 8093, script: path.join(here, 'harbour-server.mjs'), args: [] },
]

/**
 * Resolves when those that start listen; `stop()` resolves when nothing of them is left.
 *
 * @param {{ home: string, config?: string, log: (line: string) => void, companions?: typeof COMPANIONS }} options
 *   `home`: the folder of mcp.yaml; `config`: its path, if it is elsewhere
 * @returns {Promise<{ urls: string[], pids: () => number[], stop: () => Promise<void> }>}
 */
export async function startFleet({
  home,
  config = path.join(home, 'mcp.yaml'),
  log,
  companions = COMPANIONS,
}) {
  const declared = await declaredUrls(config)
  const wanted = companions.filter(({ url }) => declared.has(url))
  const running = await Promise.all(wanted.map((companion) => startCompanion(companion, log)))
  const started = running.filter((one) => one !== undefined)
  return {
    urls: started.map(({ url }) => url),
    pids: () => started.flatMap((one) => one.pid() ?? []),
    stop: async () => {
      await Promise.all(started.map((one) => one.stop()))
    },
  }
}

/** A file that can't be read is told about by the server itself, with its line and column. */
async function declaredUrls(config) {
  try {
    const document = parse(await readFile(config, 'utf8'))
    return new Set(Object.values(document?.servers ?? {}).map((server) => server?.url))
  } catch {
    return new Set()
  }
}

async function startCompanion(companion, log) {
  const { url, port } = companion
  if (await isTaken(port)) {
    log(
      `Port ${port} is in use, so the demo server for ${url} was not started. Free the port, or change mcp.yaml.`,
    )
    return undefined
  }
  let child
  let stopping = false
  const launch = () => {
    child = spawn(
      process.execPath,
      ['--import', path.join(here, 'companion.mjs'), companion.script, ...companion.args],
      {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG, PORT: String(port) },
        stdio: ['pipe', 'ignore', 'ignore'],
        // A group of its own, so that all of it can be ended.
        detached: true,
      },
    )
    child.on('error', (error) => log(`The demo server for ${url} can't be started: ${error.message}`))
    child.once('exit', (code, signal) => {
      if (stopping) return
      log(
        `The demo server for ${url} ended (${signal ?? code}); it starts again in ${RESTART_AFTER_MS / 1_000} s.`,
      )
      setTimeout(() => {
        if (!stopping) launch()
      }, RESTART_AFTER_MS).unref()
    })
  }
  launch()
  const until = Date.now() + READY_WITHIN_MS
  while (!(await isTaken(port))) {
    if (Date.now() > until) {
      log(`The demo server for ${url} does not listen after ${READY_WITHIN_MS / 1_000} s.`)
      break
    }
    await delay(50)
  }
  return {
    url,
    pid: () => child.pid,
    stop: async () => {
      stopping = true
      await endGroup(child)
    },
  }
}

async function endGroup(child) {
  signalGroup(child, 'SIGTERM')
  const until = Date.now() + STOP_WITHIN_MS
  while (signalGroup(child, 0)) {
    if (Date.now() > until) signalGroup(child, 'SIGKILL')
    await delay(20)
  }
}

/** Whether there is still a process of the group. */
function signalGroup(child, signal) {
  try {
    return child.pid !== undefined && process.kill(-child.pid, signal)
  } catch {
    return false
  }
}

function isTaken(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
