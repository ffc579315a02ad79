import 'server-only'
import { Approvals } from '@/lib/chat/approvals/approvals'
import { Offerings } from '@/lib/chat/offerings'
import { Questions } from '@/lib/chat/questions/questions'
import { SharedQuestions } from '@/lib/chat/questions/shared-questions'
import type { Sealer } from '@/lib/config/secrets'
import { checkArguments } from '@/lib/connections/check-arguments'
import type { Pool } from '@/lib/connections/pool'
import type { Peers } from '@/lib/events/peers'
import type { Clock } from '@/lib/kit/clock'
import type { Registry } from '@/lib/registry/registry'
import { ApprovalMemoryStore } from '@/lib/store/approval-memory'
import type { Database } from '@/lib/store/database'
import type { SettingsStore } from '@/lib/store/settings'

interface ApprovalsInput {
  database: Database
  settings: SettingsStore
  sealer: Sealer
  pool: Pool
  registry: Registry
  peers: Peers
  clock: Clock
}

export interface ApprovalParts {
  approvals: Approvals
  questions: SharedQuestions
  offerings: Offerings
}

/** What people say about calls before they are made, and in the middle of them. */
export function composeApprovals({
  database,
  settings,
  sealer,
  pool,
  registry,
  peers,
  clock,
}: ApprovalsInput): ApprovalParts {
  const memory = new ApprovalMemoryStore(database)
  const check = checkArguments
  return {
    approvals: new Approvals({ settings, memory, sealer, pool, check }),
    questions: new SharedQuestions({ own: new Questions({ clock }), peers }),
    offerings: new Offerings({ pool, servers: registry }),
  }
}
