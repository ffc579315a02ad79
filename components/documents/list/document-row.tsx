'use client'
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { memo } from 'react'
import { Badge } from '@/components/ui/badge'
import { amountWords, bytesWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
import { RelativeTime } from '@/components/ui/relative-time'
import { RowCheckbox } from '@/components/ui/row-checkbox'
import { LookBadge } from '@/components/ui/state-badge'
import type { Document } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import { documentHref, isUnderWay, kindWords, nameParts, originWords, STATE_LOOKS } from '../document-words'

interface DocumentRowProps {
  document: Document
  /** The collection's name, where documents of several are shown. */
  collection: string | undefined
  isSelected: boolean
  onToggle: (id: string) => void
}

/** One document: what it is, how it fares, why it failed. */
export const DocumentRow = memo(function DocumentRow({
  document,
  collection,
  isSelected,
  onToggle,
}: DocumentRowProps) {
  const { folder, base } = nameParts(document.name)
  const facts = [collection, kindWords(document), bytesWords(document.size), originWords(document)]
  return (
    <div
      className={cn(
        'hover:bg-accent/50 flex h-full items-center gap-3 border-b px-3',
        isSelected && 'bg-primary/8 hover:bg-primary/12',
      )}
    >
      <RowCheckbox
        label={`Select ${document.name}`}
        isChecked={isSelected}
        onToggle={() => onToggle(document.id)}
      />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="flex min-w-0 items-center gap-2">
          <Link
            href={documentHref(document.id)}
            className="min-w-0 truncate text-sm font-medium underline-offset-4 hover:underline"
            title={document.title ?? document.name}
          >
            <span className="text-muted-foreground font-normal">{folder}</span>
            {base}
          </Link>
          {document.tags.slice(0, 3).map((tag) => (
            <Badge key={tag} variant="outline" className="max-w-32 shrink-0 max-md:hidden">
              <span className="truncate">{tag}</span>
            </Badge>
          ))}
          {document.origin.kind === 'resource' && document.origin.problem !== undefined && (
            <Badge variant="warn" className="shrink-0" title={document.origin.problem}>
              <TriangleAlert aria-hidden />
              not up to date
              <span className="sr-only">: {document.origin.problem}</span>
            </Badge>
          )}
          {document.warnings.length > 0 && (
            <Badge variant="warn" className="shrink-0" title={document.warnings.join('\n')}>
              <TriangleAlert aria-hidden />
              {document.warnings.length}
              <span className="sr-only">warnings: {document.warnings.join('; ')}</span>
            </Badge>
          )}
        </p>
        {document.error === null ? (
          <p className="text-muted-foreground truncate text-xs">
            {facts.filter((fact) => typeof fact === 'string').join(' · ')}
          </p>
        ) : (
          <p className="text-bad truncate text-xs" title={document.error.message}>
            {document.error.message}
          </p>
        )}
      </div>
      <span className="text-muted-foreground w-24 shrink-0 text-right text-xs tabular-nums max-md:hidden">
        {document.passages > 0 && amountWords(document.passages, 'passage')}
      </span>
      <div className="grid w-28 shrink-0 gap-1 max-sm:w-24">
        <LookBadge look={STATE_LOOKS[document.state]} className="text-xs" />
        {isUnderWay(document.state) && document.progress !== null && (
          <Progress
            label={`${STATE_LOOKS[document.state].word} ${base}`}
            value={document.progress}
            max={1}
            className="h-1"
          />
        )}
      </div>
      <RelativeTime
        at={document.updatedAt}
        className="text-muted-foreground w-24 shrink-0 text-right text-xs max-lg:hidden"
      />
    </div>
  )
})
