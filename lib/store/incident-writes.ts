import 'server-only'
import { storableText } from '@/lib/kit/storable-text'
import { Prisma } from '@/prisma/generated/client'
import type { Queries } from './database'
import type { StoredIncident } from './incident-rows'

/** PostgreSQL takes 7,999 bytes. */
const MESSAGE_BYTES = 7_500

/** What an incident becomes. What people say of it, and its group, have statements of their own. */
export async function updateIncidents(queries: Queries, incidents: readonly StoredIncident[]): Promise<void> {
  if (incidents.length === 0) return
  await queries.$executeRaw`
    UPDATE incident SET severity = incoming.severity, closed_at = incoming."closedAt", ending = incoming."end",
      silenced = incoming.silenced, due_at = incoming."dueAt", to_tell = incoming."toTell",
      recovered_at = incoming."recoveredAt"
    FROM ${incoming(incidents)} WHERE incident.id = incoming.id`
}

/** One that another process has opened for the same server meanwhile stays the one. */
export async function insertIncidents(queries: Queries, incidents: readonly StoredIncident[]): Promise<void> {
  if (incidents.length === 0) return
  await queries.$executeRaw`
    INSERT INTO incident (id, server, tags, severity, cause, opened_at, closed_at, ending, silenced, due_at, to_tell,
      settles, recovered_at)
    SELECT id, server, ARRAY(SELECT json_array_elements_text(tags)), severity, cause::json, "openedAt", "closedAt", "end",
      silenced, "dueAt", "toTell", settles, "recoveredAt"
    FROM ${incoming(incidents)}
    ON CONFLICT (server) WHERE closed_at IS NULL DO NOTHING`
}

/** In the transaction, so that nobody hears of what is rolled back. Nothing when no server is concerned. */
export async function tellReplicas(
  queries: Queries,
  { channel, from, servers }: { channel: string; from: string; servers: readonly string[] },
): Promise<void> {
  if (servers.length === 0) return
  const named = JSON.stringify({ from, servers: [...new Set(servers)] })
  const payload = Buffer.byteLength(named) > MESSAGE_BYTES ? JSON.stringify({ from, servers: null }) : named
  await queries.$executeRaw`SELECT pg_notify(${channel}, ${payload})`
}

/** The cause stays a text within the JSON that carries the row: what it escapes (a NUL, say) stays escaped. */
function incoming(incidents: readonly StoredIncident[]): Prisma.Sql {
  const rows = incidents.map(({ cause, tags, ...row }) => ({
    ...row,
    cause: JSON.stringify(cause),
    tags: tags.map(storableText),
  }))
  return Prisma.sql`json_to_recordset(${JSON.stringify(rows)}::json) AS incoming
    (id uuid, server text, tags json, severity text, cause text, "openedAt" timestamptz, "closedAt" timestamptz,
     "end" text, silenced boolean, "dueAt" timestamptz, "toTell" text, settles boolean, "recoveredAt" timestamptz)`
}
