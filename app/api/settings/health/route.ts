import { getHealthRules, setHealthRules } from '@/lib/domain/api/health'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getHealthRules, ({ runtime: { health } }) => ({
  rules: health.rules(),
  declared: health.declaredRules,
  defaults: health.defaults,
}))

export const PUT = defineRoute(setHealthRules, async ({ runtime: { health }, body }) => {
  await health.setRules(body)
  return { rules: health.rules(), declared: health.declaredRules, defaults: health.defaults }
})
