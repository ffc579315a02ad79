import { createLoader } from 'nuqs/server'
import { describe, expect, it } from 'vitest'
import { COLUMNS, DEFAULT_COLUMNS, toggledColumn, visibleColumns } from './columns'
import {
  chipsOf,
  isFiltered,
  NO_FILTERS,
  queryOf,
  toggledFilter,
  toggledSort,
  type View,
  viewParsers,
  viewUrl,
} from './view-state'

const load = createLoader(viewParsers)
const at = (search: string): View => load(new URLSearchParams(search))
const plain = at('')

describe('the view in the URL', () => {
  it('is empty at first', () => {
    expect(viewUrl('/servers', plain)).toBe('/servers')
    expect(queryOf(plain)).toEqual({ sort: 'name', order: 'asc' })
    expect(isFiltered(plain)).toBe(false)
  })

  it('comes back the same from its own address', () => {
    const view: View = {
      ...plain,
      q: 'git & hub',
      state: ['ready', 'waiting'],
      tag: ['a,b', 'ünï'],
      enabled: 'false',
      sort: 'tools',
      order: 'desc',
      columns: ['state', 'target'],
    }
    expect(at(new URL(viewUrl('http://x/servers', view)).search)).toEqual(view)
  })

  it('drops values that do not exist and keeps the others', () => {
    expect(at('state=ready,gone&sort=nonsense&transport=stdio').state).toEqual(['ready'])
    expect(at('sort=nonsense').sort).toBe('name')
  })

  it('asks the API for what it shows', () => {
    expect(
      queryOf(at('q=%20git%20&state=failed&source=manual&tag=a&transport=sse&enabled=true&order=desc')),
    ).toEqual({
      q: 'git',
      state: ['failed'],
      source: ['manual'],
      tag: ['a'],
      transport: ['sse'],
      enabled: true,
      sort: 'name',
      order: 'desc',
    })
  })
})

describe('filters', () => {
  it('shows one chip for each value', () => {
    expect(chipsOf(at('state=ready,failed&tag=x&enabled=false'))).toEqual([
      { key: 'state', value: 'ready' },
      { key: 'state', value: 'failed' },
      { key: 'tag', value: 'x' },
      { key: 'enabled', value: 'false' },
    ])
  })

  it('adds a value, and takes it away again', () => {
    const once = { ...plain, ...toggledFilter(plain, 'tag', 'x') }
    expect(once.tag).toEqual(['x'])
    expect({ ...once, ...toggledFilter(once, 'tag', 'x') }).toEqual(plain)
    const off = { ...plain, ...toggledFilter(plain, 'enabled', 'false') }
    expect(off.enabled).toBe('false')
    expect({ ...off, ...toggledFilter(off, 'enabled', 'true') }.enabled).toBe('true')
  })

  it('forgets all filters, but not the sorting or the columns', () => {
    const view = at(
      'q=a&state=ready&verdict=healthy&tag=x&source=y&transport=sse&enabled=true&sort=tools&columns=tools',
    )
    const cleared = { ...view, ...NO_FILTERS }
    expect(isFiltered(cleared)).toBe(false)
    expect(viewUrl('', cleared)).toBe('?sort=tools&columns=tools')
  })

  it('sorts upwards first, then downwards', () => {
    expect(toggledSort({ sort: 'name', order: 'asc' }, 'tools')).toEqual({ sort: 'tools', order: 'asc' })
    expect(toggledSort({ sort: 'tools', order: 'asc' }, 'tools')).toEqual({ sort: 'tools', order: 'desc' })
    expect(toggledSort({ sort: 'tools', order: 'desc' }, 'tools')).toEqual({ sort: 'tools', order: 'asc' })
  })
})

describe('columns', () => {
  it('keep their order, whatever the order in the URL', () => {
    expect(visibleColumns(['tools', 'state']).map((column) => column.id)).toEqual(['name', 'state', 'tools'])
  })

  it('always show the name', () => {
    expect(visibleColumns([]).map((column) => column.id)).toEqual(['name'])
  })

  it('can be hidden and shown again', () => {
    const hidden = toggledColumn(DEFAULT_COLUMNS, 'state')
    expect(hidden).not.toContain('state')
    expect(toggledColumn(hidden, 'state')).toEqual(DEFAULT_COLUMNS)
  })

  it('have each id once', () => {
    expect(new Set(COLUMNS.map((column) => column.id)).size).toBe(COLUMNS.length)
  })
})
