import 'server-only'
import { setImmediate as others } from 'node:timers/promises'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'
import { insertParts, unpackPostings } from './passage-postings'

/** Rows of one step, which holds the embedded database for some ten milliseconds. */
const STEP = 400
/** Of all passages that the lists name: so many may be gone before they are swept. */
const BEARABLE = 0.2

interface Part {
  term: string
  part: bigint
  postings: string
}

/**
 * Takes passages that are gone out of the lists of words, when they are a fifth of all, and makes one part of each
 * list on the way. Small steps; broken off, it begins anew the next time. Returns how many passages it has forgotten.
 */
export async function sweepPostings(db: Database, signal: AbortSignal, bearable = BEARABLE): Promise<number> {
  const gone = await worthSweeping(db, bearable)
  if (gone.length === 0) return 0
  const ids = new Set(gone)
  let after = ''
  for (;;) {
    signal.throwIfAborted()
    const last = await db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'postings')
      return sweepStep(queries, after, ids)
    })
    if (last === undefined) break
    after = last
    await others()
  }
  await db.transaction((queries) => forget(queries, gone))
  // A server gives the room of what was deleted to what comes by itself, the embedded database does not.
  if (db.kind === 'pglite') {
    await db.run((queries) => queries.$executeRawUnsafe('VACUUM passage_posting, passage_grave, passage'))
  }
  return gone.length
}

async function worthSweeping(db: Database, bearable: number): Promise<number[]> {
  const [weighed] = await db.run(
    (queries) => queries.$queryRaw<{ gone: number; all: number }[]>`
      SELECT (SELECT count(*) FROM passage_grave)::float8 AS gone,
        (SELECT coalesce(sum(passages), 0) FROM passage_total)::float8 AS all`,
  )
  if (!weighed || weighed.gone === 0 || weighed.gone < bearable * weighed.all) return []
  const rows = await db.run((queries) => queries.passageGrave.findMany({ select: { id: true } }))
  return rows.map(({ id }) => Number(id))
}

/** Rewrites the lists that follow a term; whole lists only. Answers with the last of them. */
async function sweepStep(
  queries: Queries,
  after: string,
  gone: ReadonlySet<number>,
): Promise<string | undefined> {
  const rows = await queries.$queryRaw<Part[]>`
    SELECT term, part, encode(postings, 'base64') AS postings FROM passage_posting
    WHERE term > ${after} AND term <= coalesce((
      SELECT term FROM passage_posting WHERE term > ${after} ORDER BY term OFFSET ${STEP} LIMIT 1
    ), (SELECT max(term) FROM passage_posting))`
  const lists = new Map<string, { parts: Part[]; kept: number[]; dropped: boolean }>()
  for (const row of rows) {
    const list = lists.get(row.term) ?? { parts: [], kept: [], dropped: false }
    lists.set(row.term, list)
    list.parts.push(row)
    const postings = unpackPostings(row.postings)
    for (let at = 0; at < postings.length; at += 2) {
      const id = postings[at] ?? 0
      if (gone.has(id)) list.dropped = true
      else list.kept.push(id, postings[at + 1] ?? 0)
    }
  }
  const changed = [...lists].filter(([, { dropped }]) => dropped)
  await removeParts(
    queries,
    changed.flatMap(([, { parts }]) => parts),
  )
  await insertParts(
    queries,
    new Map(changed.flatMap(([term, { kept }]) => (kept.length > 0 ? [[term, kept] as const] : []))),
  )
  let last: string | undefined
  for (const term of lists.keys()) if (last === undefined || isAfter(term, last)) last = term
  return last
}

async function removeParts(queries: Queries, parts: readonly Part[]): Promise<void> {
  await queries.$executeRaw`
    DELETE FROM passage_posting AS old
    USING unnest(${parts.map(({ term }) => term)}::text[], ${parts.map(({ part }) => String(part))}::text[]) AS gone (term, part)
    WHERE old.term = gone.term AND old.part = gone.part::bigint`
}

async function forget(queries: Queries, gone: readonly number[]): Promise<void> {
  await queries.$executeRaw`
    WITH gone AS (DELETE FROM passage_grave WHERE id = ANY(${gone}::bigint[]) RETURNING language, length),
      lost AS (SELECT language, count(*) AS passages, sum(length) AS length FROM gone GROUP BY language)
    UPDATE passage_total AS total
    SET passages = total.passages - lost.passages, length = total.length - lost.length
    FROM lost WHERE total.language = lost.language`
}

/** As the database orders them: byte by byte. */
function isAfter(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0
}
