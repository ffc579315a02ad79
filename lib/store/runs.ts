import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import type { RunDetail, RunState, RunTrigger } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import type { Happening } from '@/lib/events/writer'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { appendWithin } from './events'
import { pageOfRuns, type RunPage, type RunsQuery } from './run-pages'
import { HEAD_COLUMNS, type RunRow, type StoredRun, toDetail, toRun } from './run-rows'

/** Told of each change, with a `RunNotice` as payload. */
export const RUNS_CHANNEL = 'portolan_runs'

export interface RunRequest {
  id: string
  source: string
  place: string
  trigger: RunTrigger
  dryRun: boolean
  /** ISO time. */
  at: string
}

export interface RunOutcome extends Pick<RunDetail, 'counts' | 'problems' | 'diff'> {
  state: Exclude<RunState, 'queued' | 'running'>
  at: string
  error: Failure | null
  failures: number
  nextAt: string | null
}

interface Stamp {
  replica: string
  at: string
}

/** What is worth telling of a run that has just been written. */
export type NewsOfRun = (run: StoredRun) => readonly Happening[]

/** What happened in a row of `source_run`. Each change also tells the other replicas, and the feed what is news of it. */
export class RunStore {
  constructor(
    private readonly db: Database,
    private readonly bus: Pick<EventBus, 'publishWith'>,
  ) {}

  /**
   * Asks for a run. One that waits already for the same source and place is joined and answered instead, a dry run
   * excepted.
   */
  async ask({ id, source, place, trigger, dryRun, at }: RunRequest, newsOf?: NewsOfRun): Promise<StoredRun> {
    const slot = dryRun ? null : `queued:${source}${place && `@${place}`}`
    const statement = Prisma.sql`
      INSERT INTO source_run (id, source, trigger, dry_run, state, slot, place, requested_at, beat_at)
      VALUES (${id}::uuid, ${source}, ${trigger}, ${dryRun}, 'queued', ${slot}, ${place}, ${at}::timestamptz, now())
      ON CONFLICT (slot) DO UPDATE
      SET trigger = CASE WHEN excluded.trigger = 'request' THEN 'request' ELSE source_run.trigger END
      RETURNING *`
    const [run] = await this.#change(statement, newsOf)
    if (!run) throw new Error('An upsert came back without its row')
    return run
  }

  /** `busy` while another run of the source goes on; undefined when it is no longer queued. */
  async claim(
    id: string,
    { replica, at }: Stamp,
    newsOf?: NewsOfRun,
  ): Promise<StoredRun | 'busy' | undefined> {
    const begun = Prisma.sql`
      UPDATE source_run AS mine
      SET state = 'running', replica = ${replica}, started_at = ${at}::timestamptz, beat_at = now(),
          slot = CASE WHEN dry_run THEN NULL ELSE 'running:' || source END
      WHERE id = ${id}::uuid AND state = 'queued' AND (dry_run OR NOT EXISTS
        (SELECT 1 FROM source_run AS other WHERE other.slot = 'running:' || mine.source))
      RETURNING *`
    try {
      const [run] = await this.#change(begun, newsOf)
      if (run) return run
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      return 'busy'
    }
    const run = await this.get(id)
    return run?.state === 'queued' ? 'busy' : undefined
  }

  /** Says that the replica lives. Answers with those that are still to go on, and whether they are to be cancelled. */
  async beat(ids: readonly string[]): Promise<{ id: string; cancelAsked: boolean }[]> {
    return this.db.run(
      (queries) => queries.$queryRaw`
        UPDATE source_run SET beat_at = now()
        WHERE id = ANY(${[...ids]}::uuid[]) AND state IN ('queued', 'running')
        RETURNING id::text, cancel_asked AS "cancelAsked"`,
    )
  }

  /**
   * Undefined when it has ended already: another replica took this one for dead. Once more with the same outcome it
   * answers the same, as the first answer may have been lost.
   */
  async finish(id: string, outcome: RunOutcome, newsOf?: NewsOfRun): Promise<StoredRun | undefined> {
    const { state, at, counts, problems, diff, error, failures, nextAt } = outcome
    const { added, changed, removed, errors } = counts
    const telling = state === 'failed' || added + changed + removed + errors > 0
    const statement = Prisma.sql`
      UPDATE source_run
      SET state = ${state}, slot = NULL, finished_at = ${at}::timestamptz, telling = ${telling},
          failures = ${failures}, next_at = ${nextAt}::timestamptz, counts = ${JSON.stringify(counts)}::json,
          problems = ${JSON.stringify(problems)}::json, diff = ${JSON.stringify(diff)}::json,
          error = ${error && JSON.stringify(error)}::json
      WHERE id = ${id}::uuid
        AND (state IN ('queued', 'running') OR (state = ${state} AND finished_at = ${at}::timestamptz))
      RETURNING *`
    const [run] = await this.#change(statement, newsOf)
    return run
  }

  /** Puts a run back that its replica had to leave, so that another one does it; false when none other can, or need. */
  async requeue(id: string): Promise<boolean> {
    const rows = await this.#change(Prisma.sql`
      UPDATE source_run AS mine SET state = 'queued', replica = NULL, started_at = NULL, slot = 'queued:' || source
      WHERE id = ${id}::uuid AND state = 'running' AND place = '' AND NOT EXISTS
        (SELECT 1 FROM source_run AS other WHERE other.slot = 'queued:' || mine.source)
      RETURNING *`)
    return rows.length > 0
  }

  /** A queued run ends at once, a running one when its replica has heard of it. Undefined when there is none such. */
  async askToCancel(id: string, at: string, newsOf?: NewsOfRun): Promise<StoredRun | undefined> {
    const error = JSON.stringify({ code: 'cancelled', message: 'It was cancelled before it began' })
    const statement = Prisma.sql`
      UPDATE source_run
      SET cancel_asked = true,
          state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
          slot = CASE WHEN state = 'queued' THEN NULL ELSE slot END,
          finished_at = CASE WHEN state = 'queued' THEN ${at}::timestamptz ELSE finished_at END,
          error = CASE WHEN state = 'queued' THEN ${error}::json ELSE error END
      WHERE id = ${id}::uuid AND state IN ('queued', 'running')
      RETURNING *`
    const [run] = await this.#change(statement, newsOf)
    return run
  }

  /** Ends the runs of replicas that have not been heard of for so long. Answers with those runs. */
  endLapsed({ silentMs, at, error }: LapsedInput, newsOf?: NewsOfRun): Promise<StoredRun[]> {
    const statement = Prisma.sql`
      UPDATE source_run
      SET state = 'failed', slot = NULL, finished_at = ${at}::timestamptz, telling = true,
          error = ${JSON.stringify(error)}::json
      WHERE (state = 'running' OR (state = 'queued' AND place <> ''))
        AND beat_at <= now() - ${silentMs}::float8 * interval '1 millisecond'
      RETURNING *`
    return this.#change(statement, newsOf)
  }

  /** Runs that any replica may do and that nobody has begun for so long. */
  async waiting(sinceMs: number): Promise<StoredRun[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<RunRow[]>`
        SELECT ${HEAD_COLUMNS} FROM source_run
        WHERE state = 'queued' AND place = '' AND beat_at <= now() - ${sinceMs}::float8 * interval '1 millisecond'`,
    )
    return rows.map(toRun)
  }

  async get(id: string): Promise<(StoredRun & RunDetail) | undefined> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<RunRow[]>`SELECT * FROM source_run WHERE id = ${id}::uuid`,
    )
    return row && toDetail(row)
  }

  /** Of each source the run that goes on or waits, and the newest that has ended and was no dry run. */
  async newest(): Promise<{ last: StoredRun[]; current: StoredRun[] }> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<RunRow[]>`
        (SELECT DISTINCT ON (source) ${HEAD_COLUMNS} FROM source_run
         WHERE NOT dry_run AND state IN ('succeeded', 'failed', 'cancelled')
         ORDER BY source, requested_at DESC, id DESC)
        UNION ALL
        (SELECT DISTINCT ON (source) ${HEAD_COLUMNS} FROM source_run
         WHERE state IN ('queued', 'running')
         ORDER BY source, dry_run, state DESC, requested_at)`,
    )
    const runs = rows.map(toRun)
    const isCurrent = ({ state }: StoredRun) => state === 'queued' || state === 'running'
    return { last: runs.filter((run) => !isCurrent(run)), current: runs.filter(isCurrent) }
  }

  /** Newest first. Throws `bad-input` for a cursor that is none. */
  list(query: RunsQuery): Promise<RunPage> {
    return pageOfRuns(this.db, query)
  }

  /** Forgets what ended before, and of each source all but the newest; runs that tell something stay longest. */
  async prune({ before, keep }: { before: Date; keep: number }): Promise<number> {
    return this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM source_run USING (
          SELECT id AS old, row_number() OVER (PARTITION BY source ORDER BY telling DESC, requested_at DESC) AS place,
                 row_number() OVER (PARTITION BY source ORDER BY requested_at DESC) AS age
          FROM source_run WHERE state IN ('succeeded', 'failed', 'cancelled')
        ) AS ended
        WHERE id = old AND age > 20 AND (requested_at < ${before} OR ended.place > ${keep})`,
    )
  }

  /** Tells the other replicas that a source was set up anew. */
  async tell(notice: RunNotice): Promise<void> {
    await this.db.notify(RUNS_CHANNEL, JSON.stringify(notice))
  }

  async #change(statement: Prisma.Sql, newsOf: NewsOfRun = () => []): Promise<StoredRun[]> {
    let runs: StoredRun[] = []
    await this.bus.publishWith(() =>
      this.db.transaction(async (queries) => {
        const rows = await queries.$queryRaw<RunRow[]>`
          WITH changed AS (${statement})
          SELECT ${HEAD_COLUMNS}, pg_notify(${RUNS_CHANNEL}, json_build_object(
            'kind', 'run', 'id', id, 'source', source, 'state', state, 'cancelAsked', cancel_asked,
            'dryRun', dry_run, 'replica', replica)::text)::text AS told
          FROM changed`
        runs = rows.map(toRun)
        const news = runs.flatMap((run) => newsOf(run))
        return appendWithin(queries, news)
      }),
    )
    return runs
  }
}

interface LapsedInput {
  silentMs: number
  at: string
  error: Failure
}

/** What replicas tell each other. */
export type RunNotice =
  | {
      kind: 'run'
      id: string
      source: string
      state: RunState
      cancelAsked: boolean
      dryRun: boolean
      replica: string | null
    }
  | { kind: 'source'; source: string; from: string }

function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    JSON.stringify(error.meta ?? {}).includes('23505')
  )
}
