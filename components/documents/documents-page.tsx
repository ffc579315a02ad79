'use client'
import { SearchX } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Page } from '@/components/shell/page'
import { useDebounced } from '@/components/shell/use-debounced'
import { useCollections } from '@/components/shell/use-collections'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { usePlace } from '@/lib/client/use-place'
import { messageOf } from '@/lib/kit/app-error'
import { toggled } from '@/lib/kit/toggled'
import { AddMenu } from './add/add-menu'
import { DropZone } from './add/drop-zone'
import { MOST_FILES, type NamedFile } from './add/dropped-files'
import { ResourcesDialog } from './add/resources-dialog'
import { UploadPanel } from './add/upload-panel'
import { UrlDialog } from './add/url-dialog'
import { useUploads } from './add/use-uploads'
import type { CollectionAct } from './collections/collection-act'
import { CollectionDialogs } from './collections/collection-dialogs'
import { CollectionList } from './collections/collection-list'
import { CollectionPicker } from './collections/collection-picker'
import { DocumentBar } from './list/document-bar'
import { DocumentList, ListSkeleton } from './list/document-list'
import { DocumentToolbar } from './list/document-toolbar'
import { NoDocuments } from './no-documents'
import { isFiltered, type PlaceChange, placeParsers } from './place'
import { useAct } from './use-act'
import { useDocumentRows } from './use-document-rows'

const TYPING_MS = 150
/** Where the server puts what nobody has said a collection for. */
const DEFAULT_COLLECTION = 'Documents'

/** What answers are drawn from: collections, their documents, and all that is done with them. */
export function DocumentsPage() {
  const { place, go, refine, search } = usePlace(placeParsers)
  const collections = useCollections()
  const list = useDocumentRows(place, useDebounced(place.q.trim(), TYPING_MS))
  const uploads = useUploads()
  const act = useAct()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [doing, setDoing] = useState<CollectionAct | null>(null)
  const current = collections.data?.find(({ id }) => id === place.collection) ?? null

  const upload = (files: NamedFile[]) => {
    if (files.length > MOST_FILES) {
      toast.error(`Only the first ${amountWords(MOST_FILES, 'file')} are taken`, {
        description: 'More at once look like a mistake. Drop the others in smaller folders.',
      })
    }
    uploads.begin(files.slice(0, MOST_FILES), place.collection)
  }
  // Another list is another choice: what is not in sight must not be deleted by accident.
  const choose = (collection: string | null) => {
    setSelected(new Set())
    go({ collection })
  }
  const change = (part: PlaceChange) => {
    setSelected(new Set())
    refine(part)
  }
  const selectAll = () => {
    list
      .loadAll()
      .then((rows) => setSelected(new Set(rows.map(({ id }) => id))))
      .catch((error: unknown) => toast.error('Not all could be selected', { description: messageOf(error) }))
  }
  const dialogTarget = current === null ? null : { id: current.id, name: current.name }

  return (
    <DropZone target={current?.name ?? DEFAULT_COLLECTION} onFiles={upload}>
      <Page
        fill
        title="Documents"
        description={current?.description === '' ? undefined : current?.description}
        actions={<AddMenu onFiles={upload} onAdd={(add) => refine({ add })} />}
      >
        <div className="flex min-h-0 flex-1 gap-4">
          <CollectionList
            collections={collections.data}
            chosen={place.collection}
            onChoose={choose}
            onAct={setDoing}
          />
          <div className="relative flex min-h-0 min-w-0 flex-1 flex-col gap-3">
            <CollectionPicker
              collections={collections.data}
              chosen={place.collection}
              onChoose={choose}
              onAct={setDoing}
            />
            <DocumentToolbar
              place={place}
              rows={list.rows}
              total={list.total}
              onRefine={change}
              onSearch={search}
            />
            {list.pages.isPending ? (
              <ListSkeleton />
            ) : list.pages.isError && list.rows.length === 0 ? (
              <Card>
                <QueryError title="The documents could not be read" query={list.pages} />
              </Card>
            ) : list.rows.length > 0 ? (
              <DocumentList
                rows={list.rows}
                total={list.total ?? list.rows.length}
                onNeedMore={list.loadMore}
                collectionOf={({ collection }) =>
                  place.collection === null && (collections.data?.length ?? 0) > 1
                    ? collections.data?.find(({ id }) => id === collection)?.name
                    : undefined
                }
                selected={selected}
                onToggle={(id) => setSelected(new Set(toggled([...selected], id)))}
                onSelectAll={selectAll}
                onClear={() => setSelected(new Set())}
              />
            ) : isFiltered(place) ? (
              <Card>
                <EmptyState
                  icon={SearchX}
                  title="No document is like that"
                  action={
                    <Button onClick={() => change({ q: null, state: null, kind: null, tag: null })}>
                      Clear filters
                    </Button>
                  }
                >
                  Every filter must match.
                </EmptyState>
              </Card>
            ) : (
              <NoDocuments onFiles={upload} />
            )}
            <div className="pointer-events-none absolute inset-x-2 bottom-3 z-20 flex flex-col items-center gap-2">
              {uploads.uploads.length > 0 && (
                <UploadPanel uploads={uploads.uploads} onStop={uploads.stop} onDismiss={uploads.dismiss} />
              )}
              {selected.size > 0 && (
                <DocumentBar
                  count={selected.size}
                  isBusy={act.isPending}
                  onAct={(action, tags = []) => {
                    act.mutate({ action, tags, ids: [...selected] })
                    if (action === 'remove') setSelected(new Set())
                  }}
                  onClear={() => setSelected(new Set())}
                />
              )}
            </div>
          </div>
        </div>
        {place.add === 'urls' && (
          <UrlDialog collection={dialogTarget} onClose={() => refine({ add: null })} />
        )}
        {place.add === 'resources' && (
          <ResourcesDialog collection={dialogTarget} onClose={() => refine({ add: null })} />
        )}
        <CollectionDialogs
          act={doing}
          onClose={() => setDoing(null)}
          onMade={({ id }) => {
            setDoing(null)
            choose(id)
          }}
          onRemoved={({ id }) => {
            setDoing(null)
            if (place.collection === id) choose(null)
          }}
        />
      </Page>
    </DropZone>
  )
}
