import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import type { ConfigVersion } from '@/lib/domain/api/config'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

export interface NewConfigVersion {
  path: string
  at: string
  origin: ConfigVersion['origin']
  valid: boolean
  servers: number
  text: string
}

const DIGEST = 'config version'
const HEAD = {
  id: true,
  file: true,
  at: true,
  origin: true,
  valid: true,
  servers: true,
  size: true,
  digest: true,
}

/** Earlier texts of the configuration files, sealed as they hold secrets; the newest fifty of each. */
export class ConfigVersionStore {
  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
    private readonly keep = 50,
  ) {}

  /** What `version` of a text is. */
  versionOf(text: string): string {
    return this.sealer.digest(text, DIGEST)
  }

  /** A text that is the newest of its file already is not stored again: replicas find the same files. */
  async add({ path, at, origin, valid, servers, text }: NewConfigVersion): Promise<void> {
    const digest = this.versionOf(text)
    const sealed = this.sealer.seal(text, contextOf(path))
    await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'config')
      const newest = await queries.configVersion.findFirst({
        where: { file: path },
        orderBy: { id: 'desc' },
        select: { digest: true },
      })
      if (newest?.digest === digest) return
      await queries.configVersion.create({
        data: { file: path, at, origin, valid, servers, size: text.length, digest, text: sealed },
      })
      await this.#prune(queries, path)
    })
  }

  /** Newest first. */
  async list(path: string): Promise<ConfigVersion[]> {
    const rows = await this.db.run((queries) =>
      queries.configVersion.findMany({ where: { file: path }, orderBy: { id: 'desc' }, select: HEAD }),
    )
    return rows.map(toVersion)
  }

  /** The newest of each file, newest first. */
  async newest(): Promise<ConfigVersion[]> {
    const rows = await this.db.run(async (queries) => {
      const last = await queries.configVersion.groupBy({ by: ['file'], _max: { id: true } })
      const ids = last.flatMap(({ _max }) => _max.id ?? [])
      return queries.configVersion.findMany({
        where: { id: { in: ids } },
        orderBy: { id: 'desc' },
        select: HEAD,
      })
    })
    return rows.map(toVersion)
  }

  /** Throws `invalid-config` when it was sealed with a key that is not there. */
  async get(id: number): Promise<(ConfigVersion & { text: string }) | undefined> {
    const row = await this.db.run((queries) => queries.configVersion.findUnique({ where: { id } }))
    return row ? { ...toVersion(row), text: this.sealer.open(row.text, contextOf(row.file)) } : undefined
  }

  /** The newest text of that name. */
  async find(path: string, version: string): Promise<string | undefined> {
    const row = await this.db.run((queries) =>
      queries.configVersion.findFirst({ where: { file: path, digest: version }, orderBy: { id: 'desc' } }),
    )
    return row ? this.sealer.open(row.text, contextOf(path)) : undefined
  }

  /** Seals what older keys have sealed with the current one, which names the texts anew too; returns how many. */
  async resealAll(): Promise<number> {
    const outdated = await this.db.run((queries) =>
      queries.configVersion.findMany({
        where: { NOT: { text: { startsWith: this.sealer.prefix } } },
        select: { id: true, file: true, text: true },
      }),
    )
    for (const { id, file, text: sealed } of outdated) {
      const text = this.sealer.open(sealed, contextOf(file))
      const data = { text: this.sealer.seal(text, contextOf(file)), digest: this.versionOf(text) }
      await this.db.run((queries) => queries.configVersion.updateMany({ where: { id }, data }))
    }
    return outdated.length
  }

  async #prune(queries: Queries, path: string): Promise<void> {
    const last = await queries.configVersion.findFirst({
      where: { file: path },
      orderBy: { id: 'desc' },
      skip: this.keep,
      select: { id: true },
    })
    if (last) await queries.configVersion.deleteMany({ where: { file: path, id: { lte: last.id } } })
  }
}

interface Head {
  id: bigint
  file: string
  at: Date
  origin: string
  valid: boolean
  servers: number
  size: number
  digest: string
}

function toVersion({ id, file, at, origin, valid, servers, size, digest }: Head): ConfigVersion {
  return {
    id: Number(id),
    path: file,
    at: at.toISOString(),
    origin: origin as ConfigVersion['origin'], // nothing else is ever written
    valid,
    servers,
    size,
    version: digest,
  }
}

/** Binds an envelope to its file: a text does not open as another file's. */
function contextOf(path: string): string {
  return `config:${path}`
}
