import { getApprovals, setApprovals } from '@/lib/domain/api/approvals'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getApprovals, ({ runtime }) => runtime.approvals.view())

export const PUT = defineRoute(setApprovals, ({ runtime, body }) => runtime.approvals.setRules(body.rules))
