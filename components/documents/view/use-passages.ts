'use client'
import { client } from '@/components/shell/client'
import { usePagedRows } from '@/components/shell/use-paged-rows'
import { queryKeys } from '@/lib/client/query-keys'
import { listPassages } from '@/lib/domain/api/documents'
import type { Passage } from '@/lib/domain/document'
import type { Span } from './text-parts'

const keyOf = (passage: Passage) => passage.id

/** A document's passages in order, page by page. */
export function usePassages(document: string) {
  return usePagedRows({
    queryKey: queryKeys.passages(document),
    readPage: (page, signal) => client.call(listPassages, { params: { id: document }, query: page, signal }),
    keyOf,
  })
}

/** The first that holds some of the span: it may begin in a heading, which is in no passage. */
export function passageAt(passages: readonly Passage[], span: Span | null): Passage | undefined {
  return passages.find(({ place }) => span !== null && place.start < span.end && span.start < place.end)
}
