import 'server-only'
import { z } from 'zod'
import { newServersSchema, type SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'

/** A discovery method with its settings. The whole contract: write one, and list its method in `sources/all.ts`. */
export interface Source {
  /** Unique and stable: what the registry stores carries it, and pages show it. */
  readonly id: string
  /** What it is, for a person: `Configuration files`. */
  readonly title: string
  /**
   * All that it sees now: a server that is missing from the answer is gone. Throws when it can't tell; the registry then
   * keeps what it had. Absent where nothing is to be read, as for what people register by hand.
   */
  discover?(signal: AbortSignal, options?: LookOptions): Promise<Snapshot>
  /** Tells that a new look is worth while, until the signal aborts; settles when it has let go of everything. */
  watch?(onChange: () => void, signal: AbortSignal): Promise<void>
  /** Looks again after so many ms, where changes can't be watched; asked after each run. */
  readonly everyMs?: number
  /** The same after a run that failed; the usual pauses, from a second to a minute, where it doesn't say. */
  readonly retryMs?: number | undefined
  /** How long a run may take, in ms, where the usual limit is too short: a registry has many pages. */
  readonly limitMs?: number
  /** How its parts fare now, where one can fail without the others. */
  parts?(): SourcePart[]
}

export interface LookOptions {
  /** Only time has passed: what is not due yet, of a source whose parts have a pace of their own, may stay as it was seen. */
  dueOnly?: boolean
}

/** What can be set about every source; a method adds its own. */
export const commonSettingsSchema = z.object({
  enabled: z.boolean().default(true).meta({ title: 'Enabled' }),
  newServers: newServersSchema.default('enabled').meta({
    title: 'New servers',
    description: 'Whether a server that was not there before is enabled, disabled, or held for approval',
  }),
})
export type CommonSettings = z.infer<typeof commonSettingsSchema>

/** How to make a source out of its settings. Settings are layered: default, environment, file, page. */
export interface SourceMethod<Settings extends z.ZodType<CommonSettings> = z.ZodType<CommonSettings>> {
  readonly id: string
  readonly title: string
  /** What it reads, in a sentence. */
  readonly description: string
  /** Whether it reads the disk or environment of this process: the process that wants such a run does it itself. */
  readonly local?: boolean
  /** An object in camelCase; every field has a default, a title and a description, from which the page makes its form. */
  readonly settings: Settings
  /** Defaults that depend on the environment; they lie between the schema's own and every layer. */
  defaults?(variable: (name: string) => string | undefined): Partial<z.infer<Settings>>
  /** A sentence instead of a source where the settings leave nothing to read: why, and what to set. */
  create(settings: z.infer<Settings>, parts: SourceParts): Source | string
}

/**
 * A document of servers, ours or any client's, as a snapshot; `place` tells people where it was read. `${VAR}` is filled from
 * the environment of Portolan unless `variables` says otherwise: whoever writes a document from elsewhere must not read it.
 */
export type ReadServers = (
  text: string,
  place: string,
  options?: {
    variables?: (name: string) => string | undefined
    /** What to do about a variable that is missing, a sentence. */
    hint?: string
    /** The client whose file it is, by the name of its format; else its content tells, where it can. */
    format?: string
  },
) => Snapshot

/** What a source may reach beside public addresses. Where none is given: nothing. */
export interface Reach {
  /** Ranges, addresses and names of hosts, or `allow` for all: PORTOLAN_PRIVATE_ADDRESSES. */
  allowed: readonly string[]
  /**
   * Whether an administrator stands behind a text of this source's settings (a URL, a variable's name): it stands in a file or
   * in the environment, or only people of this machine can reach the page, as on loopback without a token.
   */
  isTrusted: (text: string) => boolean
}

/** What `sources/all.ts` builds sources from. */
export interface SourceParts {
  readServers: ReadServers
  /** A variable of the environment. */
  variable: (name: string) => string | undefined
  reach?: Reach
  clock: Clock
  logger: Logger
  configFiles: {
    load(signal: AbortSignal): Promise<Snapshot>
    watch(onChange: () => void, signal: AbortSignal): Promise<void>
  }
  /** This machine and its user's home folder; absent where others than that user can reach Portolan. */
  local?: { platform: NodeJS.Platform; home: string }
}
