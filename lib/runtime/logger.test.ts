import { describe, expect, it } from 'vitest'
import { createLogger } from './logger'
import { masker } from './mask'
import { requestContext } from './request-context'

function capture(secrets: string[] = []) {
  const lines: string[] = []
  const logger = createLogger({
    level: 'debug',
    secrets,
    destination: { write: (line: string) => void lines.push(line) },
  })
  const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>
  return { logger, lines, last }
}

describe('createLogger', () => {
  it('writes one JSON object a line, with level, time and message', () => {
    const { logger, lines, last } = capture()
    logger.child({ part: 'pool' }).info({ server: 'files' }, 'Connected')
    expect(lines).toHaveLength(1)
    expect(last()).toMatchObject({ level: 'info', part: 'pool', server: 'files', msg: 'Connected' })
    expect(String(last()['time'])).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('carries the request id of the request in which it is written', async () => {
    const { logger, last } = capture()
    await requestContext.run({ requestId: 'r-1' }, async () => {
      await Promise.resolve()
      logger.warn({}, 'Slow')
    })
    expect(last()).toMatchObject({ requestId: 'r-1' })
    logger.info({}, 'Outside')
    expect(last()).not.toHaveProperty('requestId')
  })

  it('hides values under keys that hold secrets, however they came along', () => {
    const { logger, lines } = capture()
    logger.info({ headers: { 'x-key': 'open-sesame' }, endpoint: { env: { KEY: 'open-sesame' } } }, 'Oops')
    logger.info({ request: { headers: 'open-sesame' }, token: 'open-sesame', apiKey: 'open-sesame' }, 'Oops')
    expect(lines.join()).not.toContain('open-sesame')
  })

  it('hides a known secret in an error, its causes and its stack', () => {
    const { logger, lines } = capture(['s3cret/with"quotes'])
    const error = new Error('call failed', { cause: new Error('sent s3cret/with"quotes to the server') })
    logger.error({ err: error }, 'Failed with s3cret/with"quotes')
    expect(lines.join()).not.toContain('s3cret')
    expect(lines.join()).toContain('call failed')
    expect(() => JSON.parse(lines[0]!) as unknown).not.toThrow()
  })
})

describe('masker', () => {
  const mask = masker(['hunter22'])

  it.each([
    ['Authorization: Bearer abc.def-123456', 'abc.def-123456'],
    ['connect postgres://me:pa55word@db:5432/x failed', 'pa55word'],
    ['GET https://h/mcp?api_key=12345&x=1', '12345'],
    ['key sk-proj-abcdefghijklmnop was refused', 'abcdefghijklmnop'],
    ['push with ghp_abcdefghijklmnop1234', 'abcdefghijklmnop1234'],
    ['the password is hunter22.', 'hunter22'],
  ])('hides the secret in "%s"', (text, secret) => {
    expect(mask(text)).not.toContain(secret)
    expect(mask(text)).toContain('[hidden]')
  })

  it.each(['http://127.0.0.1:8080/api/servers?tag=key', 'stdio: npx -y server', 'a ratio of 3:4 @ noon'])(
    'leaves "%s" alone',
    (text) => {
      expect(mask(text)).toBe(text)
    },
  )

  it('takes out the longer of two secrets that share a beginning', () => {
    expect(masker(['abcdef', 'abcdefgh'])('abcdefgh')).toBe('[hidden]')
  })

  it('does not blot out common words when a secret is as short as one', () => {
    expect(masker(['the'])('the end')).toBe('the end')
  })
})
