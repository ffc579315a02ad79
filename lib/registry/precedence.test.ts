import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_PRECEDENCE, sourceOrder } from './precedence'

const sorted = (ids: string[], order?: string[]) => ids.toSorted(sourceOrder(order))

describe('the order of sources', () => {
  it('is manual, config file, environment, Kubernetes, HTTP, DNS, files of clients', () => {
    expect(
      sorted(['client-files', 'dns', 'http', 'kubernetes', 'environment', 'config-file', 'manual']),
    ).toEqual([...DEFAULT_PRECEDENCE])
  })

  it('takes a source with a context by its method', () => {
    expect(sorted(['http:catalogue', 'kubernetes:prod', 'manual'])).toEqual([
      'manual',
      'kubernetes:prod',
      'http:catalogue',
    ])
  })

  it('can be set for methods and for single sources; the rest follows as usual', () => {
    expect(
      sorted(['manual', 'config-file', 'kubernetes:a', 'kubernetes:b', 'dns'], ['kubernetes:b', 'dns']),
    ).toEqual(['kubernetes:b', 'dns', 'manual', 'config-file', 'kubernetes:a'])
  })

  it('puts sources that nobody knows last, by id', () => {
    expect(sorted(['zoo', 'ark', 'dns'])).toEqual(['dns', 'ark', 'zoo'])
  })

  it('is the same total order whatever the order of arrival', () => {
    const ids = fc.uniqueArray(fc.oneof(fc.constantFrom<string>(...DEFAULT_PRECEDENCE), fc.string()), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(ids, fc.array(fc.string()), fc.infiniteStream(fc.nat()), (list, order, random) => {
        const shuffled = list.toSorted(() => ((random.next().value as number) % 3) - 1)
        expect(sorted(shuffled, order)).toEqual(sorted(list, order))
      }),
    )
  })
})
