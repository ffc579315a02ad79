import { defineOpenRoute } from '@/lib/http/route'
import { readiness } from '@/lib/http/readiness'

export const GET = defineOpenRoute('getReady', () => readiness())
