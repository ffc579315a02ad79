import { z } from 'zod'
import {
  admissionSchema,
  conflictViewSchema,
  heldServerSchema,
  runDetailSchema,
  runSchema,
  runStateSchema,
  sourceViewSchema,
} from '../discovery'
import { flagSchema, many, operation, pageOf } from './operation'

const sourceParams = z.object({ id: z.string().min(1).max(200) })
const runParams = sourceParams.extend({ run: z.uuid() })
const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2_000).optional(),
}
const runsQuery = z.object({
  ...pageQuery,
  state: many(runStateSchema).optional(),
  /** Only what added, changed or removed a server, had errors, or failed: a watched source runs often for nothing. */
  telling: flagSchema.optional(),
})

export const listSources = operation({
  id: 'listSources',
  method: 'GET',
  path: '/api/discovery/sources',
  summary: 'Sources: settings, state, last and next run, what they count',
  response: z.object({
    /** In order of precedence, highest first. */
    items: z.array(sourceViewSchema),
  }),
})

export const updateSource = operation({
  id: 'updateSource',
  method: 'PATCH',
  path: '/api/discovery/sources/{id}',
  /** A value that is not valid is `bad-input` with `details.issues`: `{ path: 'urls.0', message }`. */
  summary: 'Pause or resume a source, or change its settings; null takes a value back to where it came from',
  params: sourceParams,
  body: z.object({
    paused: z.boolean().optional(),
    settings: z.record(z.string(), z.json()).optional(),
  }),
  response: sourceViewSchema,
})

export const runSource = operation({
  id: 'runSource',
  method: 'POST',
  path: '/api/discovery/sources/{id}/runs',
  summary: 'Run a source now; a dry run changes nothing and is answered with what it would change',
  params: sourceParams,
  query: z.object({
    dryRun: flagSchema.default(false),
    /** Answers only when the run has ended, or after 30 s; a dry run does so always. */
    wait: flagSchema.default(false),
  }),
  response: runDetailSchema,
  status: 202,
})

export const listRuns = operation({
  id: 'listRuns',
  method: 'GET',
  path: '/api/discovery/sources/{id}/runs',
  summary: "A source's runs, newest first",
  params: sourceParams,
  query: runsQuery,
  response: pageOf(runSchema),
})

export const listAllRuns = operation({
  id: 'listAllRuns',
  method: 'GET',
  path: '/api/discovery/runs',
  summary: 'The runs of all sources, newest first',
  query: runsQuery,
  response: pageOf(runSchema),
})

export const getRun = operation({
  id: 'getRun',
  method: 'GET',
  path: '/api/discovery/sources/{id}/runs/{run}',
  summary: 'One run with its errors by item and its changes by server',
  params: runParams,
  response: runDetailSchema,
})

export const cancelRun = operation({
  id: 'cancelRun',
  method: 'DELETE',
  path: '/api/discovery/sources/{id}/runs/{run}',
  summary: 'Cancel a run that is queued or running; the registry keeps what it had',
  params: runParams,
  response: runSchema,
})

export const listHeld = operation({
  id: 'listHeld',
  method: 'GET',
  path: '/api/discovery/held',
  summary: 'Servers that wait for approval, or were refused',
  query: z.object({
    ...pageQuery,
    source: z.string().optional(),
    state: z.enum(['held', 'refused']).default('held'),
    /** Words that name, title, description or target must all contain. */
    q: z.string().max(500).optional(),
  }),
  response: pageOf(heldServerSchema),
})

export const decideHeld = operation({
  id: 'decideHeld',
  method: 'POST',
  path: '/api/discovery/held',
  summary: 'Accept or refuse servers that wait for approval, with a result for each',
  body: z.object({
    /** `held` takes a decision back: the server waits again. */
    decision: z.enum([...admissionSchema.options, 'held']),
    items: z
      .array(z.object({ source: z.string(), name: z.string() }))
      .min(1)
      .max(10_000),
  }),
  response: z.object({
    results: z.array(
      z.object({
        source: z.string(),
        name: z.string(),
        ok: z.boolean(),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  }),
})

export const listConflicts = operation({
  id: 'listConflicts',
  method: 'GET',
  path: '/api/discovery/conflicts',
  summary: 'Where sources disagree about a server, with both values, and where servers share an endpoint',
  query: z.object({ ...pageQuery, source: z.string().optional() }),
  response: pageOf(conflictViewSchema),
})
