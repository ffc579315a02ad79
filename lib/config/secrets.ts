import 'server-only'
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, isAppError } from '@/lib/kit/app-error'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const MAKE_ONE = 'Make one with: openssl rand -base64 32'

interface Key {
  /** Shown in envelopes and errors; tells nothing of the key. */
  id: string
  bytes: Buffer
}

/**
 * Seals secrets at rest with AES-256-GCM. An envelope reads `v1:<key id>:<base64url of nonce, tag, ciphertext>`.
 * The first key seals; every key opens, so that keys can rotate.
 */
export class Sealer {
  private constructor(
    private readonly current: Key,
    private readonly keys: ReadonlyMap<string, Key>,
  ) {}

  /** Keys are 32 bytes each, the current one first. */
  static fromKeys(keys: readonly Uint8Array[]): Sealer {
    const [current, ...older] = keys.map(toKey)
    if (!current) throw new AppError('invalid-config', `There is no key to seal secrets with. ${MAKE_ONE}`)
    return new Sealer(current, new Map([current, ...older].map((key) => [key.id, key])))
  }

  get keyId(): string {
    return this.current.id
  }

  /** `context` binds the envelope to its place: it must be the same when it is opened. */
  seal(text: string, context = ''): string {
    const header = `v1:${this.current.id}`
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.current.bytes, nonce)
    cipher.setAAD(Buffer.from(`${header}:${context}`))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return `${header}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
  }

  /** Throws `invalid-config` when the key is not there or the envelope was tampered with. */
  open(envelope: string, context = ''): string {
    const [version, keyId, body] = envelope.split(':')
    if (version !== 'v1' || !keyId || !body) {
      throw new AppError('invalid-config', 'A stored secret has no envelope that this version can open')
    }
    const key = this.keys.get(keyId)
    if (!key) throw unknownKey(keyId, [...this.keys.keys()])
    const bytes = Buffer.from(body, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(`v1:${keyId}:${context}`))
    try {
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      )
    } catch (cause) {
      throw new AppError(
        'invalid-config',
        `A stored secret (key ${keyId}) was changed or damaged and can't be opened. Restore the database from a backup, or remove what it belongs to and enter it again`,
        { cause, details: { keyId } },
      )
    }
  }

  /**
   * A name for a text that only this installation can work out: equal for equal texts, and of no use to guess them by.
   * Another `purpose` gives other names; so does another key.
   */
  digest(text: string, purpose: string): string {
    const key = Buffer.from(
      hkdfSync('sha256', this.current.bytes, '', `portolan digest ${purpose}`, KEY_BYTES),
    )
    return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)
  }

  /** How envelopes of the current key begin; one that does not was sealed with an older key. */
  get prefix(): string {
    return `v1:${this.current.id}:`
  }
}

/**
 * The sealer of this installation: `keyText` (PORTOLAN_KEY) if given, else the key file `<dataDir>/key`, made at the
 * first start. Keys of the file still open what they sealed when `keyText` has come later.
 */
export async function loadSealer({
  keyText,
  dataDir,
}: {
  keyText?: string | undefined
  dataDir: string
}): Promise<Sealer> {
  const path = join(dataDir, 'key')
  if (!keyText?.trim())
    return Sealer.fromKeys(parseKeys((await readKeyFile(path)) ?? (await makeKeyFile(path)), path))
  const text = await readKeyFile(path)
  const older = text === undefined ? [] : parseKeys(text, path)
  return Sealer.fromKeys([...parseKeys(keyText, 'PORTOLAN_KEY'), ...older])
}

/** One key a line, or separated by commas; `#` begins a comment. */
function parseKeys(text: string, place: string): Buffer[] {
  const words = text
    .split('\n')
    .flatMap((line) => (line.split('#')[0] ?? '').split(','))
    .map((word) => word.trim())
    .filter(Boolean)
  const keys = words.map((word) => Buffer.from(word, /^[0-9a-f]{64}$/i.test(word) ? 'hex' : 'base64'))
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new AppError(
      'invalid-config',
      `${place} must hold a key of 32 random bytes in base64 or hex, or several separated by commas, the current one first. ${MAKE_ONE}`,
    )
  }
  return keys
}

function toKey(bytes: Uint8Array): Key {
  const id = createHash('sha256').update('portolan key id\0').update(bytes).digest('hex').slice(0, 8)
  return { id, bytes: Buffer.from(bytes) }
}

function unknownKey(keyId: string, known: string[]): AppError {
  return new AppError(
    'invalid-config',
    `Stored secrets were sealed with the key ${keyId}, which is not there (there is ${known.join(', ')}). Put that key back after a comma in PORTOLAN_KEY, or as a line of the file "key" in the data directory`,
    { details: { keyId, known } },
  )
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new AppError('invalid-config', `The key file ${path} can't be read; check its owner and mode`, {
      cause,
    })
  }
}

/** Written whole under another name and then linked: a crash leaves no half a key, a racing start wins or loses whole. */
async function makeKeyFile(path: string): Promise<string> {
  const text = `${randomBytes(KEY_BYTES).toString('base64')}\n`
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    const file = await open(/* turbopackIgnore: true */ draft, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
    await file.close()
    await link(draft, path)
    return text
  } catch (cause) {
    const made = await readKeyFile(path)
    if (made !== undefined) return made
    if (isAppError(cause)) throw cause
    throw new AppError(
      'invalid-config',
      `The key file ${path} can't be written. Make the data directory writable, or set PORTOLAN_KEY`,
      { cause },
    )
  } finally {
    await rm(draft, { force: true })
  }
}
