import type { Operation } from './operation'
import * as approvals from './approvals'
import * as authorization from './authorization'
import * as capabilities from './capabilities'
import * as chat from './chat'
import * as config from './config'
import * as conversations from './conversations'
import * as connections from './connections'
import * as discovery from './discovery'
import * as documents from './documents'
import * as evaluation from './evaluation'
import * as events from './events'
import * as health from './health'
import * as incidents from './incidents'
import * as metrics from './metrics'
import * as offerings from './offerings'
import * as openapi from './openapi'
import * as search from './search'
import * as servers from './servers'
import * as session from './session'
import * as stats from './stats'
import * as status from './status'
import * as webhooks from './webhooks'

function isOperation(value: unknown): value is Operation {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'response' in value
  )
}

/** Every operation of the API, for OpenAPI and for the test that each has its route. */
export const operations: Operation[] = [
  servers,
  capabilities,
  connections,
  config,
  discovery,
  events,
  stats,
  chat,
  approvals,
  offerings,
  conversations,
  documents,
  search,
  evaluation,
  session,
  health,
  incidents,
  authorization,
  webhooks,
  status,
  metrics,
  openapi,
].flatMap((resource) => Object.values(resource).filter(isOperation))
