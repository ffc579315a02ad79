import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTEXT, kindOf, metadataOf, read } from '@/e2e/fixtures/kubernetes-objects'
import { serverSpecSchema } from '@/lib/domain/server'
import { KINDS } from './kinds'
import { concerns, readObject } from './read-object'
import { ReadinessIndex } from './readiness'
import { settle } from './settle'

/** Keys that mean something, so that rubbish reaches the places where it could hurt. */
const KEYS = [
  ...[
    'metadata',
    'spec',
    'status',
    'data',
    'binaryData',
    'labels',
    'annotations',
    'name',
    'namespace',
    'ports',
    'port',
  ],
  ...[
    'url',
    'phase',
    'conditions',
    'type',
    'message',
    'address',
    'serverInfo',
    'headersFrom',
    'protocol',
    'ownerReferences',
  ],
  ...[
    'mcp-server',
    'kagent.dev/mcp-service',
    'mcp-server/port',
    'mcp-server/metadata',
    'appProtocol',
    'servers.yaml',
    '__proto__',
  ],
]
const TEXTS = [
  'true',
  'false',
  '8080',
  '-1',
  'agentgateway.dev/mcp',
  'http://x/y',
  '{',
  '',
  'files',
  'None',
  'ExternalName',
  '\u0000',
]

const { rubbish } = fc.letrec((tie) => ({
  rubbish: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...TEXTS),
    fc.string(),
    fc.integer(),
    fc.constantFrom(null, undefined, true, Number.NaN),
    fc.array(tie('rubbish'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('rubbish'), { maxKeys: 6 }),
  ),
}))
const kinds = fc.constantFrom(...KINDS)

describe('any object', () => {
  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(kinds, rubbish, (kind, object) => {
        const reading = readObject(kind, object, CONTEXT)
        expect(typeof concerns(kind, object)).toBe('boolean')
        for (const { spec } of reading.candidates) expect(serverSpecSchema.safeParse(spec).success).toBe(true)
        new ReadinessIndex().put(object)
        settle([reading])
      }),
      { numRuns: 500 },
    )
  })

  it('is read without throwing when it has a name and rubbish in every field', () => {
    const fields = fc.record(
      { spec: rubbish, status: rubbish, data: rubbish, binaryData: rubbish },
      { requiredKeys: [] },
    )
    const values = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.constantFrom(...TEXTS), rubbish), {
      maxKeys: 8,
    })
    fc.assert(
      fc.property(kinds, fields, values, values, (kind, object, labels, annotations) => {
        const metadata = { ...metadataOf({}), labels: { 'mcp-server': 'true', ...labels }, annotations }
        const { identity, problems, candidates } = readObject(kind, { metadata, ...object }, CONTEXT)
        expect(identity).toMatchObject({ namespace: 'tools', name: 'files' })
        for (const { message, place } of problems) {
          expect(message).not.toMatch(/undefined|\[object|NaN/)
          expect(place).toContain('tools/files')
        }
        for (const { spec } of candidates) expect(serverSpecSchema.safeParse(spec).success).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    [undefined],
    [null],
    [{}],
    [{ metadata: { name: 'a b', namespace: 'c' } }],
    [{ metadata: { name: 'a' } }],
  ])('without a name is an error of its kind: %j', (object) => {
    expect(read('services', object)).toEqual({
      candidates: [],
      problems: [
        {
          severity: 'error',
          place: 'kubernetes Service',
          message: 'An object of kind Service has no valid name and namespace; it is passed over',
        },
      ],
    })
  })

  it('may come with dates, as a client that knows its types tells them', () => {
    const metadata = { ...metadataOf({}), creationTimestamp: new Date('2026-11-01T10:00:00Z') }
    expect(readObject(kindOf('services'), { metadata }, CONTEXT).identity?.createdAt).toBe(
      '2026-11-01T10:00:00.000Z',
    )
  })
})
