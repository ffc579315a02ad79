import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Portolan } from './portolan'
import { type Row, rowOf } from './row'

const SERVERS = 2_000
const RELOADS = 20

/** A file of 2,000 servers of which one changes, from its saving to the registry. */
export async function fileRows(): Promise<Row[]> {
  const portolan = await Portolan.start({}, { 'mcp.yaml': document(0) })
  const file = path.join(portolan.folder, 'mcp.yaml')
  try {
    await portolan.runtime.discovery.run('config-file')
    const times: number[] = []
    for (let version = 1; version <= RELOADS; version++) {
      await sleep(300)
      const heard = portolan.hears((event) => event.kind === 'server-changed' && event.name === 'server-1000')
      const started = performance.now()
      writeFileSync(file, document(version))
      await heard
      times.push(performance.now() - started)
    }
    return [rowOf(`a file of ${SERVERS} servers: saving to registered`, times, 300)]
  } finally {
    await portolan.stop()
  }
}

function document(version: number): string {
  const servers = Array.from({ length: SERVERS }, (_, index) => {
    const build = index === 1_000 ? version : 0
    return `  server-${index}:\n    url: http://server-${index}.internal:8080/mcp\n    description: Build ${build}\n    tags: [one, two]\n`
  })
  return `servers:\n${servers.join('')}`
}
