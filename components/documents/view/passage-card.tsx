import { Badge } from '@/components/ui/badge'
import { countWords } from '@/components/ui/number-words'
import type { DocumentKind, Passage } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import { placeWords } from '../document-words'

const KINDS: Partial<Record<Passage['kind'], string>> = { list: 'List', table: 'Table', code: 'Code' }

interface PassageCardProps {
  passage: Omit<Passage, 'id' | 'document'>
  kind: DocumentKind
  isChosen?: boolean
}

/** A passage: the headings above it, where it stands, how long it is, and its text as it is. */
export function PassageCard({ passage, kind, isChosen = false }: PassageCardProps) {
  const isPlain = passage.kind === 'prose' || passage.kind === 'list'
  return (
    <div
      className={cn(
        'bg-card grid min-w-0 gap-1.5 rounded-md border p-3',
        isChosen && 'border-primary ring-primary/30 ring-2',
      )}
    >
      <p className="text-muted-foreground flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
        <span className="tabular-nums">{passage.ordinal + 1}</span>
        {passage.heading.length > 0 && (
          <span className="text-foreground min-w-0 font-medium wrap-anywhere">
            {passage.heading.join(' › ')}
          </span>
        )}
        {KINDS[passage.kind] !== undefined && <Badge variant="outline">{KINDS[passage.kind]}</Badge>}
        <span className="ml-auto whitespace-nowrap tabular-nums">
          {[placeWords(passage, kind), `${countWords(passage.tokens)} tokens`]
            .filter((word) => word !== '')
            .join(' · ')}
        </span>
      </p>
      <p
        className={cn(
          'max-h-60 overflow-hidden text-sm wrap-anywhere whitespace-pre-wrap',
          !isPlain && 'font-mono text-xs',
        )}
      >
        {passage.text}
      </p>
    </div>
  )
}
