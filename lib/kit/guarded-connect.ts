import { lookup as lookupName, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { type AddressRule, refusalOfHost } from './address-rules'
import { AppError } from './app-error'

/** All addresses of a name. */
export type ResolveName = (name: string) => Promise<LookupAddress[]>

export interface GuardOptions {
  rule: AddressRule
  resolve?: ResolveName | undefined
  connectLimitMs: number
  /** Told of each connection that is made. */
  onConnected?: (host: string, address: string) => void
}

/**
 * Connections that go only where the rule lets them: a name is resolved once, each of its addresses is checked, and the
 * connection is made to just those, so that a name that answers otherwise the next time (DNS rebinding) changes nothing.
 * Ignores proxies: a proxy would resolve the name again, for itself.
 */
export function guardedAgent({
  rule,
  resolve = resolveBySystem,
  connectLimitMs,
  onConnected,
}: GuardOptions): Agent {
  const connect = buildConnector({
    timeout: connectLimitMs,
    allowH2: false,
    lookup: checkedLookup(rule, resolve),
  })
  return new Agent({
    connect(options, done) {
      // A literal address is never looked up.
      const refusal = refusalOfHost(options.hostname, rule)
      if (refusal) {
        done(refused(options.hostname, options.hostname, refusal), null)
        return
      }
      connect(options, (...[error, socket]) => {
        if (error) {
          done(error, null)
          return
        }
        const failure = faultOfSocket(socket, options.hostname, rule)
        if (!failure) {
          onConnected?.(options.hostname, socket.remoteAddress ?? '')
          done(null, socket)
          return
        }
        socket.destroy()
        done(failure, null)
      })
    },
    // Two answers to one question would be one too many for us; a catalogue is asked one thing at a time.
    pipelining: 1,
    connections: 8,
    maxHeaderSize: 64_000,
  })
}

function checkedLookup(rule: AddressRule, resolve: ResolveName): LookupFunction {
  return (name, options, done) => {
    resolve(name).then(
      (addresses) => {
        const wanted = addresses.filter(({ family }) => !options.family || options.family === family)
        const [first] = wanted
        if (!first) {
          done(new AppError('unreachable', `${name} has no address`), '')
          return
        }
        for (const { address } of addresses) {
          const refusal = rule(address, name)
          if (!refusal) continue
          done(refused(name, address, refusal), '')
          return
        }
        if (options.all) done(null, wanted)
        else done(null, first.address, first.family)
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)), '')
      },
    )
  }
}

/** What the socket is connected to, whatever was meant. */
function faultOfSocket(socket: Socket, host: string, rule: AddressRule): AppError | undefined {
  const address = socket.remoteAddress
  const refusal = address === undefined ? undefined : rule(address, host)
  return address !== undefined && refusal ? refused(host, address, refusal) : undefined
}

function refused(host: string, address: string, what: string): AppError {
  const bare = host.replace(/^\[|\]$/g, '')
  const subject = isIP(bare) ? `${bare} is` : `${bare} leads to ${address},`
  return new AppError(
    'forbidden',
    `${subject} ${what}, which only an administrator may let Portolan reach: list it in PORTOLAN_PRIVATE_ADDRESSES, or ` +
      'declare this URL in a configuration file',
  )
}

function resolveBySystem(name: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookupName(name, { all: true, order: 'verbatim' }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    )
  })
}
