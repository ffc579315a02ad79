'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsInteger, useQueryStates } from 'nuqs'
import { useMemo, useState } from 'react'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { useCollections } from '@/components/shell/use-collections'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { getDocument } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import { STATE_LOOKS } from '../document-words'
import { DocumentActions } from './document-actions'
import { DocumentFacts } from './document-facts'
import { PassagesPane } from './passages-pane'
import { passageAt, usePassages } from './use-passages'
import { spanOf, type Span } from './text-parts'
import { TextPane } from './text-pane'

const BACK = (
  <BackLink href="/documents" className="text-muted-foreground text-xs">
    All documents
  </BackLink>
)

/** A document: its text beside its passages. `?start=..&end=..` marks a span: citations link there. */
export function DocumentPage({ id }: { id: string }) {
  const document = useQuery({
    queryKey: queryKeys.document(id),
    queryFn: ({ signal }) => client.call(getDocument, { params: { id }, signal }),
  })
  if (document.data !== undefined) return <Loaded document={document.data} />
  return (
    <Page title="Document" beside={BACK}>
      {document.isError ? (
        <Card>
          <QueryError title="The document could not be read" query={document}>
            It may have been deleted since.
          </QueryError>
        </Card>
      ) : (
        <div role="status" aria-label="Loading the document" className="grid gap-3">
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-96" />
        </div>
      )}
    </Page>
  )
}

function Loaded({ document }: { document: Document }) {
  const [{ start, end }, setSpan] = useQueryStates({ start: parseAsInteger, end: parseAsInteger })
  const span = useMemo(() => spanOf(start, end), [start, end])
  const collections = useCollections()
  const page = passageAt(usePassages(document.id).rows, span)?.place.page
  // Both panes stand side by side where there is room; else one is in sight.
  const [pane, setPane] = useState<'text' | 'passages'>('text')
  const choose = (place: Span) => {
    void setSpan(place)
    setPane('text')
  }
  return (
    <Page
      fill
      title={document.title ?? document.name}
      beside={
        <>
          <LookBadge look={STATE_LOOKS[document.state]} className="text-xs" />
          {BACK}
        </>
      }
      description={document.title === null ? undefined : document.name}
      actions={<DocumentActions document={document} page={document.kind === 'pdf' ? page : undefined} />}
    >
      <DocumentFacts
        document={document}
        collection={collections.data?.find((one) => one.id === document.collection)?.name}
      />
      <div role="group" aria-label="What is shown" className="bg-muted flex rounded-md p-0.5 lg:hidden">
        {(['text', 'passages'] as const).map((each) => (
          <Button
            key={each}
            size="sm"
            variant={pane === each ? 'outline' : 'ghost'}
            className="flex-1"
            aria-pressed={pane === each}
            onClick={() => setPane(each)}
          >
            {each === 'text' ? 'Text' : 'Passages'}
          </Button>
        ))}
      </div>
      <div className="grid min-h-64 flex-1 gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card className={cn('flex min-h-0 flex-col overflow-hidden', pane !== 'text' && 'max-lg:hidden')}>
          <CardHeader className="max-lg:hidden">
            <CardTitle>Text</CardTitle>
          </CardHeader>
          <TextPane document={document} span={span} />
        </Card>
        <Card className={cn('flex min-h-0 flex-col overflow-hidden', pane !== 'passages' && 'max-lg:hidden')}>
          <CardHeader className="max-lg:hidden">
            <CardTitle>Passages</CardTitle>
          </CardHeader>
          <PassagesPane document={document} span={span} onChoose={choose} />
        </Card>
      </div>
    </Page>
  )
}
