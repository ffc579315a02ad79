// The image's HEALTHCHECK: ends with 0 when the server on this machine is alive. Without a shell, without curl.
const port = process.env.PORT || '8080'
const host = process.env.HOST === '::1' ? '[::1]' : '127.0.0.1'

try {
  const { ok } = await fetch(`http://${host}:${port}/api/health/live`, { signal: AbortSignal.timeout(4_000) })
  process.exitCode = ok ? 0 : 1
} catch {
  process.exitCode = 1
}
