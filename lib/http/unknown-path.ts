import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { defineOpenRoute } from './route'

/** Programs that read problem+json get it here too, not a page. */
export const unknownPath = defineOpenRoute('unknown', (request) => {
  const { pathname } = new URL(request.url)
  throw new AppError('not-found', `There is no ${request.method} ${pathname}. See /api/openapi.json`)
})
