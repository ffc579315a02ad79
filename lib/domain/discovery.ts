import { z } from 'zod'
import { failureSchema } from './connection'
import { problemSchema } from './problem'

/** How a source treats a server that it has not declared before. */
export const newServersSchema = z.enum(['enabled', 'disabled', 'held'])
export type NewServers = z.infer<typeof newServersSchema>

/** What a person decided on a server that a source holds for approval. */
export const admissionSchema = z.enum(['accepted', 'refused'])
export type Admission = z.infer<typeof admissionSchema>

export const RUN_TRIGGERS = ['start', 'watch', 'interval', 'request', 'settings', 'retry'] as const
export const runTriggerSchema = z.enum(RUN_TRIGGERS)
export type RunTrigger = z.infer<typeof runTriggerSchema>

export const RUN_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const
export const runStateSchema = z.enum(RUN_STATES)
export type RunState = z.infer<typeof runStateSchema>

/** One value of a server before and after a run, as text; secret values are hidden. */
export const fieldChangeSchema = z.object({ field: z.string(), before: z.string(), after: z.string() })
export type FieldChange = z.infer<typeof fieldChangeSchema>

/** What a run changes, or would change, server by server. Long lists are cut; `counts` of the run has the whole. */
export const runDiffSchema = z.object({
  added: z.array(z.object({ name: z.string(), target: z.string(), held: z.boolean() })),
  changed: z.array(z.object({ name: z.string(), fields: z.array(fieldChangeSchema) })),
  removed: z.array(z.object({ name: z.string(), target: z.string() })),
  /** Declared, but another source goes first. */
  shadowed: z.array(z.object({ name: z.string(), winner: z.string() })),
})
export type RunDiff = z.infer<typeof runDiffSchema>

/** One run of one source: asked for, running, or what it came to. */
export const runSchema = z.object({
  id: z.uuid(),
  source: z.string(),
  trigger: runTriggerSchema,
  /** A dry run changes nothing and says what it would change. */
  dryRun: z.boolean(),
  state: runStateSchema,
  requestedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
  counts: z.object({
    found: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
    shadowed: z.number().int(),
    held: z.number().int(),
    /** Items that were refused or could not be read. */
    errors: z.number().int(),
  }),
  /** Why it failed, or was cancelled. */
  error: failureSchema.nullable(),
})
export type Run = z.infer<typeof runSchema>

/** Of a run that has found nothing, or not yet. */
export const NO_COUNTS: Readonly<Run['counts']> = {
  found: 0,
  added: 0,
  changed: 0,
  removed: 0,
  shadowed: 0,
  held: 0,
  errors: 0,
}

/** A run with what it found odd and what it changed. */
export const runDetailSchema = runSchema.extend({
  /** Errors first; at most 500. */
  problems: z.array(problemSchema),
  diff: runDiffSchema,
})
export type RunDetail = z.infer<typeof runDetailSchema>

/** A part of a source that can fail by itself: a cluster's kind of object, a catalogue, a domain. */
export const sourcePartSchema = z.object({
  /** `production · services`, a URL, a domain. */
  name: z.string(),
  state: z.enum(['ok', 'connecting', 'failing', 'absent']),
  /** Why, and what to do; or what it is. */
  detail: z.string().optional(),
  found: z.number().int().optional(),
  since: z.iso.datetime().optional(),
})
export type SourcePart = z.infer<typeof sourcePartSchema>

/** Where a setting's value comes from, lowest first. */
export const settingLayerSchema = z.enum(['default', 'environment', 'file', 'page'])
export type SettingLayer = z.infer<typeof settingLayerSchema>

export const sourceViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What it reads, in a sentence. */
  description: z.string(),
  /** `off`: not set up or switched off; `paused`: by a person, its servers stay. */
  state: z.enum(['off', 'paused', 'idle', 'queued', 'running', 'failing']),
  /** Why it is off or failing, and what to do. */
  reason: z.string().optional(),
  /** Whether it can be run at all: what people register by hand is read from nowhere. */
  runnable: z.boolean(),
  watching: z.boolean(),
  parts: z.array(sourcePartSchema),
  counts: z.object({
    /** Servers of which its word counts. */
    servers: z.number().int(),
    shadowed: z.number().int(),
    held: z.number().int(),
    refused: z.number().int(),
    stale: z.number().int(),
  }),
  /** The newest that has ended, and was no dry run. */
  lastRun: runSchema.nullable(),
  /** The one that is queued or running. */
  currentRun: runSchema.nullable(),
  nextRunAt: z.iso.datetime().nullable(),
  settings: z.object({
    /** JSON Schema of the values, from which the page makes its form. */
    schema: z.record(z.string(), z.json()),
    /** As they apply now; secret values are hidden. */
    values: z.record(z.string(), z.json()),
    /** Where each value comes from. */
    layers: z.record(z.string(), settingLayerSchema),
    /** What is wrong with what is set: values that do not fit, keys that nobody knows; a sentence each. */
    problems: z.array(z.string()).optional(),
  }),
})
export type SourceView = z.infer<typeof sourceViewSchema>

/** A server that a source declares and that waits for a person's word. */
export const heldServerSchema = z.object({
  source: z.string(),
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  transport: z.string(),
  /** Command line or URL, for a person; secret values are hidden. */
  target: z.string(),
  origin: z.string().optional(),
  seenAt: z.iso.datetime(),
  state: z.enum(['held', 'refused']),
  /** Whether a server of this name is there already, from another source. */
  exists: z.boolean(),
  warnings: z.array(z.string()),
})
export type HeldServer = z.infer<typeof heldServerSchema>

/** Sources that disagree about a server, or servers that mean one endpoint. */
export const conflictViewSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('shadowed'),
    name: z.string(),
    winner: z.string(),
    shadowed: z.string(),
    winnerOrigin: z.string().optional(),
    shadowedOrigin: z.string().optional(),
    /** Empty where both say the same. */
    differences: z.array(z.object({ field: z.string(), winner: z.string(), shadowed: z.string() })),
  }),
  z.object({
    kind: z.literal('same-endpoint'),
    target: z.string(),
    servers: z.array(z.object({ name: z.string(), source: z.string() })),
  }),
])
export type ConflictView = z.infer<typeof conflictViewSchema>
