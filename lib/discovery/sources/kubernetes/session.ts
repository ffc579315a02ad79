import 'server-only'
import type { RequestOptions } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici'
import { AppError, messageOf } from '@/lib/kit/app-error'

/**
 * The connections to one cluster and who we are there. The library would make new connections for each request, and
 * never close them; here they live as long as the session.
 */
export class Session {
  private constructor(
    readonly server: string,
    readonly dispatcher: Dispatcher,
    private readonly config: KubeConfig,
    /** Of the clock; when credentials were read. */
    readonly openedAt: number,
  ) {}

  /** Throws `not-configured` for an unknown context, `invalid-config` when its credentials can't be read. */
  static async open(config: KubeConfig, context: string, now: number): Promise<Session> {
    if (!config.getContextObject(context)) {
      const known = config.getContexts().map(({ name }) => name)
      throw new AppError(
        'not-configured',
        `The kubeconfig has no context ${context}; it has ${known.join(', ') || 'none'}`,
      )
    }
    config.setCurrentContext(context)
    const cluster = config.getCurrentCluster()
    if (!cluster)
      throw new AppError('invalid-config', `The context ${context} names a cluster that the kubeconfig lacks`)
    if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify)
      throw new AppError(
        'invalid-config',
        `The cluster of ${context} is spoken to in the clear; set insecure-skip-tls-verify: true in the kubeconfig if that is meant`,
      )
    return new Session(cluster.server, dispatcherOf(cluster.proxyUrl, await credentials(config)), config, now)
  }

  /** Asked for each request: tokens are renewed. */
  async headers(): Promise<Record<string, string>> {
    const { headers = {}, auth } = await credentials(this.config)
    // A token that was read from a file ends as the file does.
    const own = Object.entries(headers).map(([name, value]) => [name, String(value).trim()])
    return {
      accept: 'application/json',
      'user-agent': 'portolan',
      ...(Object.fromEntries(own) as Record<string, string>), // of pairs of texts
      ...(auth && { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
    }
  }

  /** Settles when what is under way on it has ended; nothing new may begin. */
  close(): Promise<void> {
    return this.dispatcher.close()
  }

  destroy(): Promise<void> {
    return this.dispatcher.destroy()
  }
}

async function credentials(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {}
  try {
    await config.applyToHTTPSOptions(options)
  } catch (error) {
    throw new AppError('invalid-config', `The credentials can't be had: ${messageOf(error).trim()}`, {
      cause: error,
    })
  }
  return options
}

/** A watch holds its request open: on HTTP/2 all of them would share, and fall with, one connection. */
function dispatcherOf(proxyUrl: string | undefined, options: RequestOptions): Dispatcher {
  const { ca, cert, key, rejectUnauthorized, servername } = options
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    ...(servername !== undefined && { servername }),
  }
  // Shorter than what load balancers take for idleness, as client-go has it.
  const alive = { keepAlive: true, keepAliveInitialDelay: 30_000 }
  if (!proxyUrl) return new Agent({ connect: { ...tls, ...alive }, allowH2: false })
  if (proxyUrl.startsWith('socks')) return new Socks5ProxyAgent(proxyUrl, { requestTls: tls, allowH2: false })
  return new ProxyAgent({ uri: proxyUrl, requestTls: tls, connect: alive, allowH2: false })
}
