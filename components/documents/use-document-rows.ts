'use client'
import { client } from '@/components/shell/client'
import { usePagedRows } from '@/components/shell/use-paged-rows'
import { queryKeys } from '@/lib/client/query-keys'
import { listDocuments } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'
import { filterOf, type Place } from './place'

const keyOf = (document: Document) => document.id

/** Documents of the place, page by page; what happens to them comes by the feed. */
export function useDocumentRows(place: Place, q: string) {
  const query = { ...filterOf(place, q), sort: place.sort }
  return usePagedRows({
    queryKey: queryKeys.documentList({ ...query, isPaged: true }),
    readPage: (page, signal) => client.call(listDocuments, { query: { ...query, ...page }, signal }),
    keyOf,
  })
}
