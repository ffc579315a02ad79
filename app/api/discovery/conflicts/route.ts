import { listConflicts } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listConflicts, ({ runtime, query }) => runtime.registry.conflictViews(query))
