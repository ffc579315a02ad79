import { serverFacets } from '@/lib/domain/api/servers'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(serverFacets, ({ runtime }) => runtime.registry.facets())
