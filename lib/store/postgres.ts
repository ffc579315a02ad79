import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { Client, type ClientConfig, Pool } from 'pg'
import { AppError } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { Backend, Session } from './backend'
import { translateDatabaseError } from './database-error'
import { PostgresListener } from './postgres-listener'

const CONNECT_TIMEOUT_MS = 5_000
const POOL_SIZE = 10

/** Connects to a PostgreSQL server. Fails at once when it does not answer; lost connections later are made anew. */
export async function openPostgres(url: string, logger: Logger): Promise<Backend> {
  const place = placeOf(url)
  const config: ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'portolan',
  }
  const pool = new Pool({
    ...config,
    max: POOL_SIZE,
    // Prisma's adapter writes times without a zone and reads them as UTC, whatever the server's zone is.
    // The pool waits for it; only its types say that it does not.
    onConnect: (client) => client.query("SET TIME ZONE 'UTC'") as unknown as undefined,
  })
  pool.on('error', (error) => logger.warn({ err: error }, `${place}: an idle connection was lost`))
  const listener = new PostgresListener(() => new Client(config), logger)
  const backend: Backend = {
    driver: { kind: 'postgres', url },
    place,
    adapter: new PrismaPg(pool),
    withSession: (work) => withSession(config, work),
    listen: (channel, onPayload) => listener.listen(channel, onPayload),
    async close() {
      await listener.close()
      await pool.end()
    },
  }
  try {
    await backend.withSession((session) => session.query('SELECT 1'))
    return backend
  } catch (error) {
    await backend.close()
    const failure = translateDatabaseError(error, place)
    if (!(failure instanceof AppError)) throw failure
    throw new AppError(failure.code, `${failure.message}. Check that it runs, and DATABASE_URL`, {
      cause: error,
    })
  }
}

async function withSession<T>(config: ClientConfig, work: (session: Session) => Promise<T>): Promise<T> {
  const client = new Client(config)
  // Without a listener, a connection that is lost between two queries would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work({
      query: async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters)).rows,
      script: async (sql) => {
        await client.query(sql)
      },
    })
  } finally {
    await client.end()
  }
}

/** Host, port and database name. */
function placeOf(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (cause) {
    throw new AppError(
      'invalid-config',
      'DATABASE_URL is not a URL. It should read like postgresql://user:password@host:5432/database',
      { cause },
    )
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new AppError(
      'invalid-config',
      'DATABASE_URL must begin with postgresql://; other databases do not work',
    )
  }
  const schema = parsed.searchParams.get('schema')
  if (schema !== null && schema !== 'public') {
    throw new AppError(
      'invalid-config',
      'DATABASE_URL names a schema; Portolan uses "public" alone: take "schema" out',
    )
  }
  return `PostgreSQL at ${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`
}
