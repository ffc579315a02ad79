import { z } from 'zod'
import { problemSchema } from '../problem'
import { operation } from './operation'

export const changesSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.object({ name: z.string(), fields: z.array(z.string()) })),
  removed: z.array(z.string()),
})
export type Changes = z.infer<typeof changesSchema>

export const configFileSchema = z.object({
  path: z.string(),
  exists: z.boolean(),
  writable: z.boolean(),
  /** Whether the text as it stands is what serves; if not, the last valid one does. */
  valid: z.boolean(),
  /** The text with secret values hidden; null when it can't be read. */
  text: z.string().nullable(),
  problems: z.array(problemSchema),
  servers: z.array(z.string()),
  modifiedAt: z.iso.datetime().nullable(),
})
export type ConfigFile = z.infer<typeof configFileSchema>

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
  summary: 'Configuration files: text, validity, place of errors, what the last reloads changed',
  response: z.object({
    watching: z.boolean(),
    /** What is watched: files and folders, in order of precedence. */
    paths: z.array(z.string()),
    files: z.array(configFileSchema),
    environment: z.object({
      /** Whether MCP_SERVERS is set. */
      set: z.boolean(),
      servers: z.array(z.string()),
      problems: z.array(problemSchema),
    }),
    /** Newest first. */
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
