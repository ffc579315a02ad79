import { forgetRemembered } from '@/lib/domain/api/approvals'
import { defineRoute } from '@/lib/http/route'

export const DELETE = defineRoute(forgetRemembered, ({ runtime, params }) =>
  runtime.approvals.forget(params.id),
)
