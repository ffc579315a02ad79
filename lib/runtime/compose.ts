import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '@/lib/config/config'
import { ConfigFiles } from '@/lib/config/config-files'
import type { Env } from '@/lib/config/env'
import { FILES } from '@/lib/config/reload-log'
import { loadSealer } from '@/lib/config/secrets'
import type { Authorizations } from '@/lib/connections/auth/authorizations'
import { Pool } from '@/lib/connections/pool'
import type { Discovery } from '@/lib/discovery/discovery'
import { allMethods } from '@/lib/discovery/sources/all'
import { EventBus } from '@/lib/events/bus'
import { Feed } from '@/lib/events/feed'
import { Peers } from '@/lib/events/peers'
import type { Webhooks } from '@/lib/events/webhooks/webhooks'
import { AppError } from '@/lib/kit/app-error'
import { type Clock, systemClock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import { Registry } from '@/lib/registry/registry'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EVENTS_CHANNEL, EventStore } from '@/lib/store/events'
import { ServerStore } from '@/lib/store/servers'
import { SettingsStore } from '@/lib/store/settings'
import { ToolBaselineStore } from '@/lib/store/tool-baselines'
import type { Metrics } from '@/lib/telemetry/metrics'
import packageJson from '@/package.json'
import { composeAuthorizations, followSignIns, startForgetting } from './compose-authorizations'
import { type ChatParts, composeChat } from './compose-chat'
import { composeConfig } from './compose-config'
import { composeDiscovery } from './compose-discovery'
import { composeHealth, type HealthParts, liveOf } from './compose-health'
import { composeHistory, type HistoryParts, startHistoryJobs } from './compose-history'
import { asPart, composeIncidents, type IncidentParts, startIncidentRetention } from './compose-incidents'
import { composeRag, type RagParts } from './compose-rag'
import { composeStatus, type StatusParts } from './compose-status'
import { composeMetrics, composeStats, composeTracing } from './compose-telemetry'
import { composeWebhooks } from './compose-webhooks'
import { Documents } from './documents'
import { Lifecycle } from './lifecycle'
import type { Stats } from './process-stats'

const KEEP_EVENTS_MS = 7 * 86_400_000
const FIRST_RUN_MS = 5_000

/** Everything that lives as long as the process. */
export interface Runtime extends HealthParts, HistoryParts, IncidentParts, StatusParts, RagParts, ChatParts {
  env: Env
  logger: Logger
  database: Database
  bus: EventBus
  feed: Feed
  registry: Registry
  authorizations: Authorizations
  pool: Pool
  discovery: Discovery
  config: Config
  documents: Documents
  stats: Stats
  webhooks: Webhooks
  metrics: Metrics
  tracer: Tracer
  /** Aborts when requests that still run must end. */
  signal: AbortSignal
  stopping: () => boolean
  /** Ends streams with a reason and answers "not ready". */
  beginStopping: () => void
  cancelRequests: () => void
  /** Stops every part in reverse order; memoised. */
  stop: () => Promise<void>
}

/** Builds and starts everything, the only place that does. A start that fails stops what it had begun. */
export async function compose(env: Env, logger: Logger, clock: Clock = systemClock): Promise<Runtime> {
  const lifecycle = new Lifecycle(logger)
  try {
    return await build(env, logger, clock, lifecycle)
  } catch (error) {
    await lifecycle.stop()
    throw error
  }
}

async function build(env: Env, logger: Logger, clock: Clock, lifecycle: Lifecycle): Promise<Runtime> {
  const log = (part: string) => logger.child({ part })
  const tracer = await composeTracing(env, log('tracing'), lifecycle)
  const sealer = await loadSealer({ keyText: env.keyText, dataDir: env.dataDir })
  const database = await openDatabase({
    databaseUrl: env.databaseUrl,
    dataDir: env.dataDir,
    logger: log('store'),
  })
  await lifecycle.start({ name: 'database', stop: () => database.close() })
  const servers = new ServerStore(database, sealer)
  const settings = new SettingsStore(database, sealer)
  // After one start with a new key beside the old one, the old one can go.
  await servers.resealAll()
  await settings.resealAll()

  const bus = new EventBus(log('events'))
  const events = new EventStore(database)
  let caughtUp = () => Promise.resolve()
  const feed = new Feed({
    store: events,
    database,
    channel: EVENTS_CHANNEL,
    caughtUp: () => caughtUp(),
    bus,
    clock,
    logger: log('events'),
  })
  await lifecycle.start({ name: 'feed', start: () => feed.start(), stop: () => feed.stop() })
  const peers = new Peers({ database, clock, logger: log('peers') })
  await lifecycle.start({ name: 'peers', start: () => peers.start(), stop: () => peers.stop() })

  const registry: Registry = new Registry({
    store: servers,
    bus,
    clock,
    logger: log('registry'),
    stdio: env.stdio,
    live: (name) => liveOf(name, pool, watching.health),
  })
  caughtUp = () => registry.caughtUp()
  const authorizations = await composeAuthorizations({
    ...{ env, database, sealer, registry, bus, clock, logger: log('authorizations') },
  })
  const pool = new Pool({
    servers: registry,
    bus,
    clock,
    logger: log('pool'),
    random: Math.random,
    version: packageJson.version,
    environment: env.environment,
    home: env.home,
    authorize: authorizations.authorize,
    baselines: new ToolBaselineStore(database),
    answers: ['elicitation', 'sampling'],
    tracer,
  })
  await lifecycle.start({ name: 'registry', start: () => registry.start(), stop: () => registry.stop() })
  await lifecycle.start({
    name: 'authorizations',
    start: () => authorizations.start(),
    stop: () => authorizations.stop(),
  })
  await lifecycle.start({ name: 'sign-ins', stop: followSignIns(bus, pool, registry, logger) })
  await lifecycle.start({
    name: 'pool',
    start: () => pool.start(),
    stop: () => pool.stop(),
    // A child that ignores SIGTERM is given two seconds, then killed, then waited for.
    stopWithinMs: 5_500,
  })

  const aftermath = composeIncidents({ database, events, registry, bus, clock, logger: log('incidents') })
  await lifecycle.start(asPart(aftermath))
  const watching: HealthParts = composeHealth({
    ...{ env, database, settings, registry, pool, aftermath, bus, clock, logger: log('health') },
  })
  await lifecycle.start({
    name: 'health',
    start: () => watching.health.start(),
    stop: () => watching.health.stop(),
    stopWithinMs: 3_000,
  })
  const past = { database, registry, health: watching.health, aftermath, clock, logger: log('history') }
  const history = composeHistory(past)
  const statusPage = composeStatus({ ...past, settings, history })
  await lifecycle.start({ name: 'history', start: () => history.start(), stop: () => history.stop() })

  const files = new ConfigFiles({
    paths: env.configPaths,
    variables: env.variables,
    clock,
    logger: log('config'),
  })
  const jobs = new Jobs(database.driver, log('jobs'))
  await lifecycle.start({ name: 'jobs', start: () => jobs.start(), stop: () => jobs.stop() })
  await startHistoryJobs({ ...past, jobs, history })
  await startIncidentRetention(jobs, aftermath, log('jobs'))
  await startRetention({
    ...{ jobs, logger: log('jobs'), what: 'event', cron: '17 * * * *' },
    forget: () => events.prune(new Date(clock.now() - KEEP_EVENTS_MS)),
  })
  await startForgetting(authorizations, { jobs, logger: log('jobs') })
  const webhooks = await composeWebhooks({
    ...{ env, database, sealer, registry, jobs, bus, feed, clock },
    logger: log('webhooks'),
  })
  await lifecycle.start({ name: 'webhooks', start: () => webhooks.start(), stop: () => webhooks.stop() })
  const { health } = watching
  const metrics = await composeMetrics(
    { bus, registry, pool, feed, jobs, webhooks, health, database, clock },
    lifecycle,
  )

  const discovery = await composeDiscovery({
    ...{ env, files, registry, database, jobs, settings, bus, clock },
    logger: log('discovery'),
  })
  const stats = await composeStats(
    { bus, registry, pool, discovery, health, webhooks, jobs, feed, database, clock },
    lifecycle,
  )
  const config = await composeConfig({
    ...{ files, discovery, registry, database, sealer, bus, clock },
    methods: allMethods,
    logger: log('config'),
    environmentIsSet: env.mcpServers !== undefined,
  })
  await lifecycle.start({ name: 'config', stop: () => config.settled() })
  discovery.onRan(({ source }) => {
    if (source === FILES) watching.health.declareRules(files.healthRules())
  })
  const documents = new Documents(registry, config)
  await lifecycle.start({
    name: 'discovery',
    // What files declare is there when we say we are ready; a source that takes long serves when it can.
    start: () =>
      Promise.race([startDiscovery(discovery, logger), delay(FIRST_RUN_MS, undefined, { ref: false })]),
    stop: () => discovery.stop(),
    stopWithinMs: 1_000,
  })

  const rag = await composeRag(
    { env, database, sealer, settings, jobs, registry, pool, bus, clock, logger: log('rag') },
    lifecycle,
  )
  const talking = await composeChat(
    { env, database, settings, sealer, registry, pool, rag, jobs, bus, peers, clock, tracer, log },
    lifecycle,
  )

  const requests = new AbortController()
  let stopping = false
  const beginStopping = () => {
    stopping = true
    feed.endReaders()
  }
  const cancelRequests = () => requests.abort(new AppError('shutting-down', 'The server is shutting down'))
  return {
    ...{
      env,
      logger,
      database,
      bus,
      feed,
      registry,
      authorizations,
      pool,
      discovery,
      config,
      documents,
      stats,
      webhooks,
      metrics,
      tracer,
      ...watching,
      ...talking,
      history,
      ...aftermath,
      statusPage,
      ...rag,
    },
    signal: requests.signal,
    stopping: () => stopping,
    beginStopping,
    cancelRequests,
    stop: () => {
      beginStopping()
      cancelRequests()
      return lifecycle.stop()
    },
  }
}

async function startDiscovery(discovery: Discovery, logger: Logger): Promise<void> {
  try {
    await discovery.start()
  } catch (error) {
    logger.error({ err: error }, 'Discovery failed')
  }
}
