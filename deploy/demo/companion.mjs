/**
 * Loaded before a demo server (`node --import`): keeps it on loopback, though it would listen on every interface, and
 * ends it when the process that started it ends, even by kill -9, for then the pipe on its stdin closes.
 */
import net from 'node:net'

const listen = net.Server.prototype.listen

net.Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  if (typeof first === 'object' && first !== null)
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  const host = typeof rest[0] === 'string' ? rest.slice(1) : rest
  return listen.call(this, first, '127.0.0.1', ...host)
}

process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
process.stdin.unref?.()
