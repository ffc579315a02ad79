'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { amountWords, countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { type DocumentPreview, previewDocument, previewFile } from '@/lib/domain/api/documents'
import { problemDetailsSchema } from '@/lib/domain/api/operation'
import type { ChunkSettings } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import { kindWords } from '../document-words'
import { PassageCard } from '../view/passage-card'

const TYPING_MS = 400
const SHOWN = 100

interface CutPreviewProps {
  document: string | undefined
  file: File | undefined
  settings: ChunkSettings | null
}

/** The passages that a document would come to. */
export function CutPreview({ document, file, settings }: CutPreviewProps) {
  const wanted = useDebounced(settings, TYPING_MS)
  const preview = useQuery({
    queryKey: [
      ...queryKeys.documents,
      'preview',
      document,
      file?.name,
      file?.size,
      file?.lastModified,
      wanted,
    ],
    queryFn: ({ signal }) => {
      if (wanted === null) throw new Error('The settings are not complete')
      if (file !== undefined) return sendPreview(file, wanted, signal)
      return client.call(previewDocument, {
        params: { id: document ?? '' },
        body: { chunking: wanted },
        signal,
      })
    },
    enabled: wanted !== null && (document !== undefined || file !== undefined),
    placeholderData: keepPreviousData,
    // What was uploaded to be looked at is not sent again when the window is looked at.
    staleTime: Infinity,
    retry: false,
  })
  if (document === undefined && file === undefined) {
    return (
      <p className="text-muted-foreground text-sm">
        Choose a file to see how it would be cut. It is not kept.
      </p>
    )
  }
  if (preview.isError) {
    return <QueryError title="It could not be cut" query={preview} />
  }
  if (preview.data === undefined) {
    return (
      <div role="status" aria-label="Loading the preview" className="grid gap-2">
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    )
  }
  return <Passages preview={preview.data} isOld={preview.isPlaceholderData} />
}

function Passages({ preview, isOld }: { preview: DocumentPreview; isOld: boolean }) {
  const { passages, warnings } = preview
  const lengths = passages.map(({ tokens }) => tokens).toSorted((left, right) => left - right)
  const middle = lengths[Math.floor(lengths.length / 2)] ?? 0
  return (
    <div className={cn('grid min-w-0 gap-2 transition-opacity', isOld && 'opacity-60')} aria-busy={isOld}>
      <p className="text-sm" role="status">
        <span className="font-medium">{amountWords(passages.length, 'passage')}</span>
        <span className="text-muted-foreground">
          {' '}
          from {kindWords(preview)}: half have {countWords(middle)} tokens or more, the longest{' '}
          {countWords(lengths.at(-1) ?? 0)}
        </span>
      </p>
      {warnings.map((warning) => (
        <p key={warning} className="text-warn text-xs">
          {warning}
        </p>
      ))}
      <ol aria-label="Passages" className="grid min-w-0 gap-2">
        {passages.slice(0, SHOWN).map((passage) => (
          <li key={passage.ordinal} className="min-w-0">
            <PassageCard passage={passage} kind={preview.kind} />
          </li>
        ))}
      </ol>
      {passages.length > SHOWN && (
        <p className="text-muted-foreground text-xs">and {countWords(passages.length - SHOWN)} more</p>
      )}
    </div>
  )
}

async function sendPreview(
  file: File,
  chunking: ChunkSettings,
  signal: AbortSignal,
): Promise<DocumentPreview> {
  const form = new FormData()
  form.append('chunking', JSON.stringify(chunking))
  form.append('file', file, file.name)
  const response = await fetch(previewFile.path, { method: previewFile.method, body: form, signal })
  const body: unknown = await response.json()
  if (response.ok) return previewFile.response.parse(body)
  const problem = problemDetailsSchema.safeParse(body)
  throw new Error(
    problem.success ? problem.data.detail : `The server answered ${response.status} without a reason`,
  )
}
