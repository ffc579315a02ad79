import { z } from 'zod'
import { runDiffSchema, runSchema } from '../discovery'
import { problemSchema } from '../problem'
import { operation, pageOf } from './operation'

export const changesSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.object({ name: z.string(), fields: z.array(z.string()) })),
  removed: z.array(z.string()),
})
export type Changes = z.infer<typeof changesSchema>

/** How a change of a file is noticed. */
export const watchStateSchema = z.object({
  /** `polling`: the system tells nothing here, so it is looked at every two seconds; `failing`: it can't be looked at. */
  state: z.enum(['watching', 'polling', 'failing', 'off']),
  detail: z.string().optional(),
})
export type WatchState = z.infer<typeof watchStateSchema>

export const configFileSchema = z.object({
  path: z.string(),
  exists: z.boolean(),
  writable: z.boolean(),
  /** Why it can't be changed here, and where it can; null where it can be changed here. */
  readOnly: z.string().nullable(),
  /** Whether the text as it stands is what serves; if not, the last valid one does. */
  valid: z.boolean(),
  problems: z.array(problemSchema),
  servers: z.array(z.string()),
  /** The sources that it sets something about, under `discovery:`. */
  sets: z.array(z.string()),
  modifiedAt: z.iso.datetime().nullable(),
  watch: watchStateSchema,
})
export type ConfigFile = z.infer<typeof configFileSchema>

/** A file of a configured folder that is there no more, of which texts are kept. */
export const goneFileSchema = z.object({
  path: z.string(),
  /** Since when its newest text is kept. */
  at: z.iso.datetime(),
  /** How many servers that text declares. */
  servers: z.number().int(),
})
export type GoneFile = z.infer<typeof goneFileSchema>

export const reloadSchema = z.object({
  at: z.iso.datetime(),
  trigger: z.enum(['start', 'watch', 'request']),
  outcome: z.enum(['applied', 'rejected', 'unchanged']),
  changes: changesSchema,
  problems: z.array(problemSchema),
})
export type Reload = z.infer<typeof reloadSchema>

export const getConfig = operation({
  id: 'getConfig',
  method: 'GET',
  path: '/api/config',
  summary:
    'Configuration files: validity, place of errors, how they are watched, what the last reloads changed',
  response: z.object({
    watching: z.boolean(),
    /** What is watched: files and folders, in order of precedence. */
    paths: z.array(z.string()),
    files: z.array(configFileSchema),
    /** Newest first. */
    gone: z.array(goneFileSchema),
    /** Configured folders, in which files can be made. */
    folders: z.array(z.object({ path: z.string(), exists: z.boolean(), readOnly: z.string().nullable() })),
    environment: z.object({
      /** Whether MCP_SERVERS is set. */
      set: z.boolean(),
      servers: z.array(z.string()),
      problems: z.array(problemSchema),
    }),
    /** Newest first; those of earlier starts too. */
    reloads: z.array(reloadSchema),
  }),
})

export const reloadConfig = operation({
  id: 'reloadConfig',
  method: 'POST',
  path: '/api/config/reload',
  summary: 'Read the configuration files and environment again now',
  response: reloadSchema,
})

const pathSchema = z.string().min(1).max(4_096)
const textSchema = z.string().max(5_000_000)
/** Names a file's text: whoever saves says which one the draft was made from. Null for a file that was not there. */
const versionSchema = z.string().min(1).max(100).nullable()

export const fileTextSchema = z.object({
  path: z.string(),
  /** With secret values hidden, each as `••••••••` and a mark of its own; a mark that is sent back means that value. */
  text: z.string(),
  version: versionSchema,
  syntax: z.enum(['yaml', 'json', 'toml']),
  readOnly: z.string().nullable(),
})
export type FileText = z.infer<typeof fileTextSchema>

export const getConfigFile = operation({
  id: 'getConfigFile',
  method: 'GET',
  path: '/api/config/file',
  summary: "A configuration file's text for reading and editing, secret values hidden",
  query: z.object({ path: pathSchema }),
  response: fileTextSchema,
})

export const draftCheckSchema = z.object({
  /** Of this draft, with their places in it. With an error among them it can't be applied. */
  problems: z.array(problemSchema),
  /** What applying it would do to the servers; null while the draft has errors. */
  diff: runDiffSchema.nullable(),
  /** How many in all, where lists of the diff are cut. */
  counts: runSchema.shape.counts.nullable(),
})
export type DraftCheck = z.infer<typeof draftCheckSchema>

export const checkConfigFile = operation({
  id: 'checkConfigFile',
  method: 'POST',
  path: '/api/config/file/check',
  summary:
    'Check the draft of a configuration file: what is wrong in it, and what it would change; changes nothing',
  body: z.object({ path: pathSchema, text: textSchema }),
  response: draftCheckSchema,
})

const savedSchema = z.object({ version: z.string(), reload: reloadSchema })

export const saveConfigFile = operation({
  id: 'saveConfigFile',
  method: 'PUT',
  path: '/api/config/file',
  summary:
    'Replace the text of a configuration file, or make a new one, and read it again; refused with `revision-conflict` when the file is no longer the version that the draft was made from',
  body: z.object({ path: pathSchema, text: textSchema, version: versionSchema }),
  response: savedSchema,
})

export const configVersionSchema = z.object({
  id: z.number().int().positive(),
  path: z.string(),
  at: z.iso.datetime(),
  /** `found` on disk; `saved` from the page or the API; `restored` from an earlier one. */
  origin: z.enum(['found', 'saved', 'restored']),
  /** Whether the text could serve. */
  valid: z.boolean(),
  servers: z.number().int(),
  /** In characters. */
  size: z.number().int(),
  /** Names the text, as `version` of the file does: equal where the texts are. */
  version: z.string(),
})
export type ConfigVersion = z.infer<typeof configVersionSchema>

export const listConfigVersions = operation({
  id: 'listConfigVersions',
  method: 'GET',
  path: '/api/config/versions',
  summary: 'The kept texts of a configuration file, newest first; fifty are kept',
  query: z.object({ path: pathSchema }),
  response: pageOf(configVersionSchema),
})

const versionParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) })

export const getConfigVersion = operation({
  id: 'getConfigVersion',
  method: 'GET',
  path: '/api/config/versions/{id}',
  summary: 'A kept text of a configuration file, secret values hidden as in the file itself',
  params: versionParams,
  response: configVersionSchema.extend({ text: z.string() }),
})

export const restoreConfigVersion = operation({
  id: 'restoreConfigVersion',
  method: 'POST',
  path: '/api/config/versions/{id}/restore',
  summary: 'Write a kept text back into its file, through the checks of every save',
  params: versionParams,
  body: z.object({ version: versionSchema }),
  response: savedSchema,
})
