import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { startPglite } from './pglite'
import { SyncedFiles } from './synced-files'

it('brings each commit of the embedded database to the disk, and a read costs nothing', async () => {
  using directory = await createdDataDirectory()
  const synced: (number | string)[] = []
  const pglite = await startPglite(new SyncedFiles(join(directory.path, 'db'), (file) => synced.push(file)))
  const syncsOf = async (work: () => Promise<unknown>) => {
    synced.length = 0
    await work()
    return synced.length
  }
  await pglite.exec('CREATE TABLE note (id int)')
  expect(await syncsOf(() => pglite.query('SELECT * FROM note'))).toBe(0)
  expect(await syncsOf(() => pglite.query('INSERT INTO note VALUES (1)'))).toBeGreaterThan(0)
  expect(await syncsOf(() => pglite.query('UPDATE note SET id = 2'))).toBeGreaterThan(0)
  await pglite.close()
})
