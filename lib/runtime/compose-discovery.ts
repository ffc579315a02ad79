import 'server-only'
import { homedir } from 'node:os'
import type { ConfigFiles } from '@/lib/config/config-files'
import { type Env, isLoopbackHost } from '@/lib/config/env'
import { readDiscoveryVariable } from '@/lib/config/read-discovery-variable'
import { serversReader } from '@/lib/config/read-servers'
import { Discovery } from '@/lib/discovery/discovery'
import { allMethods } from '@/lib/discovery/sources/all'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import { RUNS_CHANNEL, RunStore } from '@/lib/store/runs'
import type { SettingsStore } from '@/lib/store/settings'

export interface DiscoveryInput {
  env: Env
  files: ConfigFiles
  registry: Registry
  database: Database
  jobs: Jobs
  settings: SettingsStore
  bus: EventBus
  clock: Clock
  logger: Logger
}

const KEEP_RUNS_MS = 30 * 86_400_000
/** Of each source. */
const KEEP_RUNS = 500

/** Joins discovery with all that it works with. */
export async function composeDiscovery({
  env,
  files,
  database,
  jobs,
  ...joined
}: DiscoveryInput): Promise<Discovery> {
  const { clock, logger } = joined
  const runs = new RunStore(database, joined.bus)
  await startRetention({
    // A source that is watched runs often.
    ...{ jobs, logger, what: 'run', cron: '*/10 * * * *' },
    forget: () => runs.prune({ before: new Date(clock.now() - KEEP_RUNS_MS), keep: KEEP_RUNS }),
  })
  const { settings: variable, problems } = readDiscoveryVariable(env.discovery, env.variables)
  // Whoever names other hosts has a proxy in front, through which others come.
  const isLocal = isLoopbackHost(env.host) && env.allowedHosts.length === 0
  return new Discovery({
    ...joined,
    ...{ database, jobs, runs, problems, channel: RUNS_CHANNEL, methods: allMethods },
    parts: {
      readServers: serversReader(env.variables),
      variable: env.variables,
      configFiles: files,
      reach: { allowed: env.privateAddresses, isTrusted: () => false },
      clock,
      logger,
      ...(isLocal && { local: { platform: process.platform, home: homedir() } }),
    },
    documents: () => [
      ...(variable ? [{ layer: 'environment' as const, ...variable }] : []),
      // Of files the first counts, of layers the last.
      ...files
        .discoverySettings()
        .toReversed()
        .map((settings) => ({ layer: 'file' as const, ...settings })),
    ],
    isPageTrusted: isLocal && env.token === undefined,
  })
}
