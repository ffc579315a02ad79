import 'server-only'
import type { Database } from './database'

/** Longer than a database takes to come back from a restart; a killed replica's answers are held for as long. */
const LEASE = '15 seconds'

/** Which replica gives which answer, by the database's clock. A lane is a conversation, or the place beside it. */
export class TurnLeaseStore {
  constructor(private readonly db: Database) {}

  /** False while another replica holds it. */
  async take(lane: string, replica: string): Promise<boolean> {
    const taken = await this.db.run(
      (queries) => queries.$executeRaw`
        INSERT INTO running_turn (lane, replica, until)
        VALUES (${lane}, ${replica}::uuid, now() + ${LEASE}::interval)
        ON CONFLICT (lane) DO UPDATE SET replica = excluded.replica, until = excluded.until
        WHERE running_turn.until < now() OR running_turn.replica = excluded.replica`,
    )
    return taken > 0
  }

  /** All that a replica holds. */
  async renew(replica: string): Promise<void> {
    await this.db.run(
      (queries) =>
        queries.$executeRaw`UPDATE running_turn SET until = now() + ${LEASE}::interval WHERE replica = ${replica}::uuid`,
    )
  }

  async leave(lane: string, replica: string): Promise<void> {
    await this.db.run((queries) => queries.runningTurn.deleteMany({ where: { lane, replica } }))
  }

  /** Whether one of another replica holds. */
  async isHeldElsewhere(lane: string, replica: string): Promise<boolean> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<unknown[]>`
        SELECT 1 FROM running_turn WHERE lane = ${lane} AND replica <> ${replica}::uuid AND until > now()`,
    )
    return rows.length > 0
  }
}
