/** From where servers are declared to the registry: a large cluster, a large registry over HTTP, a large file. */
import { fileRows } from './discovery/file-reload'
import { httpRows } from './discovery/http-registry'
import { kubernetesRows } from './discovery/kubernetes'
import { printTable, writeResult } from './report'

const { rows, memoryMb } = await kubernetesRows()
rows.push(...(await httpRows()), ...(await fileRows()))
printTable(rows)
printTable([memoryMb])
await writeResult('discovery', { bench: 'discovery', rows, memoryMb })
// What is not ours may hold the process.
process.exit(0)
