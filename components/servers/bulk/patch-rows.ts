import type { RowPatch } from './actions'

/** Rows in cached pages changed by name; the same value when none is concerned. */
export function patchRows<T>(data: T, patches: ReadonlyMap<string, RowPatch>): T {
  if (!hasPages(data)) return data
  const pages = data.pages.map((page) => {
    const items = page.items.map((item) => {
      const patch = patches.get(item.name)
      return patch ? { ...item, ...patch } : item
    })
    return items.every((item, index) => item === page.items[index]) ? page : { ...page, items }
  })
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
}

function hasPages(data: unknown): data is { pages: { items: { name: string }[] }[] } {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages)
}
