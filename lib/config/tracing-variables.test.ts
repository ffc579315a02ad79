import { describe, expect, it } from 'vitest'
import { readEnv, secretsOf } from './env'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }

describe('the variables of OpenTelemetry', () => {
  it('mean no traces without an endpoint, or where they are switched off', () => {
    expect(readEnv({}).tracing).toBeUndefined()
    expect(readEnv({ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }).tracing).toBeUndefined()
    expect(readEnv({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeUndefined()
  })

  it('say where to: below the one for all signals, or as the one for traces stands', () => {
    expect(readEnv(endpoint).tracing?.url).toBe('http://collector:4318/v1/traces')
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.test/otlp?x=1' }
    expect(readEnv({ ...endpoint, ...own }).tracing?.url).toBe('https://traces.test/otlp?x=1')
    expect(() => readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toThrow(
      /OTEL_EXPORTER_OTLP_ENDPOINT/,
    )
  })

  it('carry headers and attributes as pairs, percent-encoded', () => {
    const { tracing } = readEnv({
      ...endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=all, x-team=a%20b',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-key=traces,nonsense',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=from-attributes,deployment.environment.name=prod',
    })
    expect(tracing).toMatchObject({
      headers: { 'x-key': 'traces', 'x-team': 'a b' },
      serviceName: 'from-attributes',
      resource: { 'deployment.environment.name': 'prod' },
    })
  })

  it('mean the default where another program would understand them and we do not', () => {
    const odd = {
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=x',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    }
    expect(readEnv({ ...endpoint, ...odd }).tracing).toMatchObject({
      ...{ sampler: 'parentbased_always_on', ratio: 1, timeoutMs: 10_000, serviceName: 'portolan' },
    })
  })

  it('hold secrets in their headers, which no log may show', () => {
    expect(secretsOf(readEnv({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret' }))).toContain(
      's3cret',
    )
  })
})
