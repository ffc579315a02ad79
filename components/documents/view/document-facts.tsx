import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { amountWords, bytesWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Document } from '@/lib/domain/document'
import { isUnderWay, kindWords, originWords, STATE_LOOKS } from '../document-words'

interface DocumentFactsProps {
  document: Document
  collection: string | undefined
}

/** What is known of a document in a line or two, then what went wrong with it. */
export function DocumentFacts({ document, collection }: DocumentFactsProps) {
  const { origin } = document
  const facts = [
    kindWords(document),
    bytesWords(document.size),
    document.passages > 0 ? amountWords(document.passages, 'passage') : null,
    languageWords(document.language),
    originWords(document),
  ].filter((fact) => fact !== null)
  return (
    <div className="grid gap-2">
      <p className="text-muted-foreground flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
        {collection !== undefined && (
          <Link
            href={`/documents?collection=${document.collection}`}
            className="text-foreground underline-offset-4 hover:underline"
          >
            {collection}
          </Link>
        )}
        <span className="wrap-anywhere">{facts.join(' · ')}</span>
        <span>
          changed <RelativeTime at={document.updatedAt} />
        </span>
        {origin.kind === 'resource' && origin.readAt !== undefined && (
          <span>
            last read <RelativeTime at={origin.readAt} />
          </span>
        )}
        {document.tags.map((tag) => (
          <Badge key={tag} variant="outline">
            {tag}
          </Badge>
        ))}
      </p>
      {isUnderWay(document.state) && document.progress !== null && (
        <Progress
          label={STATE_LOOKS[document.state].word}
          value={document.progress}
          max={1}
          className="max-w-md"
        />
      )}
      {document.error !== null && (
        <Note tone="bad" title="It could not be indexed">
          {document.error.message}
        </Note>
      )}
      {origin.kind === 'resource' && origin.problem !== undefined && (
        <Note tone="warn" title={`${origin.server} could not be read the last time`}>
          {origin.problem}
        </Note>
      )}
      {document.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
    </div>
  )
}

function Note({ tone, title, children }: { tone: 'bad' | 'warn'; title: string; children?: string }) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'note'}
      className={
        tone === 'bad'
          ? 'bg-bad/10 flex gap-2 rounded-md px-3 py-2 text-sm'
          : 'bg-warn/10 flex gap-2 rounded-md px-3 py-2 text-sm'
      }
    >
      <TriangleAlert
        className={tone === 'bad' ? 'text-bad mt-0.5 size-4 shrink-0' : 'text-warn mt-0.5 size-4 shrink-0'}
        aria-hidden
      />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">{title}</span>
        {children !== undefined && <span className="text-muted-foreground block">{children}</span>}
      </p>
    </div>
  )
}

function languageWords(code: string | null): string | null {
  if (code === null) return null
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
}
