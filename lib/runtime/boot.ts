import 'server-only'
import { assertSafeToListen, type Env, isLoopbackHost, readEnv, secretsOf } from '@/lib/config/env'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import { compose } from './compose'
import { HttpTraffic } from './http-traffic'
import { createLogger } from './logger'
import { masker } from './mask'
import { oncePerProcess, startedInProcess } from './process-global'
import { shutdownOnSignals } from './shutdown'

/** Begins to build the runtime and returns; who needs it waits for `getRuntime()`. */
export function boot(): void {
  if (process.env.NEXT_PHASE === 'phase-production-build' || startedInProcess()) return
  const env = readEnvOrExit()
  const logger = createLogger({ level: env.logLevel, secrets: secretsOf(env) })
  const traffic = watchTraffic(env)
  const started = oncePerProcess(() => compose(env, logger))
  shutdownOnSignals({ started, traffic, logger })
  started.then(
    () =>
      logger.info(
        { port: env.port, dataDir: env.dataDir, configPaths: env.configPaths },
        'Portolan is ready',
      ),
    (error: unknown) => failBoot(error, env, logger),
  )
}

function readEnvOrExit(): Env {
  try {
    const env = readEnv(process.env)
    assertSafeToListen(env.host, env.token)
    return env
  } catch (error) {
    return exitWith(messageOf(error))
  }
}

/** Next may have been told another address than ours (`next dev` without a host listens everywhere): what counts is the socket. */
function watchTraffic(env: Env): HttpTraffic {
  return new HttpTraffic((address) => {
    if (env.token !== undefined || isLoopbackHost(address)) return
    exitWith(
      `Refusing to serve on ${address} without an access token. Set PORTOLAN_TOKEN, or start with "npm start" or "npm run dev", which listen on HOST`,
    )
  })
}

/** One plain line for the person; what a developer needs besides goes to the debug log. */
function failBoot(error: unknown, env: Env, logger: Logger): void {
  logger.debug({ err: error }, 'Start failed')
  if (!isAppError(error)) logger.error({ err: error }, 'Start failed unexpectedly')
  exitWith(masker(secretsOf(env))(messageOf(error)))
}

function exitWith(reason: string): never {
  process.stderr.write(`portolan: ${reason.replaceAll(/\s*\n\s*/g, ' ')}\n`)
  process.exit(1)
}
