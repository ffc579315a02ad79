import { getStats } from '@/lib/domain/api/stats'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getStats, ({ runtime }) => runtime.stats.read())
