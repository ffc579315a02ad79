import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const MODULE = pathToFileURL(path.resolve('deploy/access-token.mjs')).href

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-token-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What a process that starts with these variables takes for the token. */
async function tokenWith(env: Record<string, string>) {
  const code = `const { loadAccessToken } = await import(process.argv[1]); loadAccessToken(process.env); console.log(process.env.PORTOLAN_TOKEN ?? '')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, MODULE], {
    env: { NODE_ENV: 'production', PORTOLAN_HOME: folder, ...env },
  })
  const { promise, resolve } = Promise.withResolvers<{ token: string; said: string; code: number | null }>()
  let token = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (token += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.once('close', (code) => resolve({ token: token.trim(), said, code }))
  return promise
}

describe('the access token in a file', () => {
  it('is made at the first start, told to nobody, and the same ever after', async () => {
    const env = { PORTOLAN_TOKEN_FILE: 'data/access-token' }
    const first = await tokenWith(env)
    expect(first.token).toMatch(/^[0-9a-f]{64}$/)
    expect(first.said).toContain(path.join(folder, 'data/access-token'))
    expect(first.said).not.toContain(first.token)
    expect((await stat(path.join(folder, 'data/access-token'))).mode & 0o777).toBe(0o600)
    expect(await readdir(path.join(folder, 'data'))).toEqual(['access-token'])
    expect(await tokenWith(env)).toEqual({ token: first.token, said: '', code: 0 })
  })

  it('is one, however many start at once', async () => {
    const starts = await Promise.all(
      Array.from({ length: 4 }, () => tokenWith({ PORTOLAN_TOKEN_FILE: 'token' })),
    )
    expect(new Set(starts.map(({ token }) => token)).size).toBe(1)
    expect(starts.filter(({ said }) => said !== '')).toHaveLength(1)
  })

  it('gives way to one that is set', async () => {
    const { token } = await tokenWith({
      PORTOLAN_TOKEN_FILE: 'token',
      PORTOLAN_TOKEN: 'from the environment',
    })
    expect(token).toBe('from the environment')
    expect(await readdir(folder)).toEqual([])
  })

  it('may be written by a person', async () => {
    await writeFile(path.join(folder, 'token'), '  one of my own\n')
    expect((await tokenWith({ PORTOLAN_TOKEN_FILE: 'token' })).token).toBe('one of my own')
    expect(await readFile(path.join(folder, 'token'), 'utf8')).toBe('  one of my own\n')
  })

  it('stops the start when it can not be kept, and says why', async () => {
    await writeFile(path.join(folder, 'empty'), '\n')
    expect(await tokenWith({ PORTOLAN_TOKEN_FILE: 'empty' })).toMatchObject({
      code: 1,
      said: expect.stringMatching(
        /portolan: The access token can't be kept in empty.*the file is empty/,
      ) as string,
    })
    expect(await tokenWith({ PORTOLAN_TOKEN_FILE: 'empty/token' })).toMatchObject({ code: 1, token: '' })
  })

  it('is not asked for where no file is named', async () => {
    expect(await tokenWith({})).toEqual({ token: '', said: '', code: 0 })
  })
})
