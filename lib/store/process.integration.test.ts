import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, emptyDataDirectory } from '@/e2e/fixtures/data-directory'
import { StoreProcess } from '@/e2e/fixtures/store-process'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from './client'
import { EventStore } from './events'

const started: StoreProcess[] = []
function start(...options: ConstructorParameters<typeof StoreProcess>): StoreProcess {
  const process = new StoreProcess(...options)
  started.push(process)
  return process
}
const open = (dataDir: string) => openDatabase({ dataDir, logger: silentLogger })

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.kill()))
})

describe('a data directory', { timeout: 120_000 }, () => {
  it('refuses a second process, names the first, and is free when that ends', async () => {
    using directory = await createdDataDirectory()
    const holder = start('hold', directory.path)
    await holder.says('open')
    await expect(open(directory.path)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`process ${holder.pid}`) as string,
      details: { pid: holder.pid },
    })
    await holder.kill()
    await (await open(directory.path)).close()
  })

  it('refuses a second opening in the same process too', async () => {
    using directory = await createdDataDirectory()
    const database = await open(directory.path)
    await expect(open(directory.path)).rejects.toMatchObject({
      code: 'in-use',
      details: { pid: process.pid },
    })
    await database.ping()
    await database.close()
  })

  it('is not held by a dead process whose number another program has now', async () => {
    using directory = await createdDataDirectory()
    const holder = start('hold', directory.path)
    await holder.says('open')
    await holder.kill()
    // As if the number of the dead process had been given to a living one: this one.
    writeFileSync(path.join(directory.path, 'lock-holder'), `${process.ppid}\n`)
    const database = await open(directory.path)
    expect(readFileSync(path.join(directory.path, 'lock-holder'), 'utf8').trim()).toBe(String(process.pid))
    await database.close()
  })

  it('goes to exactly one of many that start at once', async () => {
    using directory = await createdDataDirectory()
    const rivals = Array.from({ length: 4 }, () => start('hold', directory.path))
    const words = await Promise.all(
      rivals.map((rival) => Promise.any([rival.says('open'), rival.says('refused')])),
    )
    expect(words.filter((word) => word === 'open')).toHaveLength(1)
    expect(words.filter((word) => word.startsWith('refused'))).toHaveLength(3)
  })

  it('opens after a first start that was killed half-way', async () => {
    using directory = emptyDataDirectory()
    const first = start('hold', directory.path)
    await expect
      .poll(() => existsSync(path.join(directory.path, 'db.new/base')), { timeout: 60_000 })
      .toBe(true)
    await first.kill()
    expect(existsSync(path.join(directory.path, 'db'))).toBe(false)
    const began = performance.now()
    const database = await open(directory.path)
    console.log(`first start: ${Math.round(performance.now() - began)} ms`)
    await database.ping()
    await database.close()
    const again = performance.now()
    await (await open(directory.path)).close()
    console.log(`reopening and closing: ${Math.round(performance.now() - again)} ms`)
  })

  it('that can not be written says so', async () => {
    using directory = emptyDataDirectory()
    const file = path.join(directory.path, 'file')
    writeFileSync(file, '')
    await expect(open(path.join(file, 'data'))).rejects.toMatchObject({ code: 'invalid-config' })
  })

  it('whose database is damaged says what to do', async () => {
    using directory = await createdDataDirectory()
    writeFileSync(path.join(directory.path, 'db/global/pg_control'), 'rubbish')
    await expect(open(directory.path)).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining('backup') as string,
    })
  })
})

describe('kill -9 in the middle of writes', { timeout: 120_000 }, () => {
  it.each([10, 100])('loses nothing that was acknowledged, after %i batches', async (batches) => {
    using directory = await createdDataDirectory()
    const writer = start('write', directory.path)
    await writer.says(`stored ${batches}`)
    await writer.kill()
    const acknowledged = writer.lines.filter((line) => line.startsWith('stored ')).length

    const database = await open(directory.path)
    const stored = (await new EventStore(database).after(0, 100_000)).map(({ event }) =>
      event.kind === 'tools-changed' ? event.tools : 0,
    )
    await database.close()
    const last = Math.max(...stored)
    // The last batch may have been stored without the word of it getting out.
    expect([acknowledged, acknowledged + 1]).toContain(last)
    const whole = Array.from({ length: last }, (_, index) => [index + 1, index + 1, index + 1]).flat()
    expect(stored).toEqual(whole)
  })

  it('opens again each time when it is killed over and over', async () => {
    using directory = await createdDataDirectory()
    for (let round = 1; round <= 3; round++) {
      const writer = start('write', directory.path)
      await writer.says('stored 5')
      await writer.kill()
    }
    const database = await open(directory.path)
    expect((await new EventStore(database).after(0, 100_000)).length).toBeGreaterThanOrEqual(3 * 15)
    await database.close()
  })
})
