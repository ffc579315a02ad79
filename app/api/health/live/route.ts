import { defineOpenRoute } from '@/lib/http/route'

export const GET = defineOpenRoute('getLive', () => ({ status: 'live' }))
