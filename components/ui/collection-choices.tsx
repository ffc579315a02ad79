'use client'
import type { ReactNode } from 'react'
import type { Collection } from '@/lib/domain/document'
import { Choice } from './choice'
import { amountWords } from './number-words'

interface CollectionChoicesProps {
  collections: readonly Pick<Collection, 'id' | 'name' | 'documents'>[]
  /** Ids; none means all. */
  chosen: readonly string[]
  onToggle: (id: string) => void
  onAll: () => void
  /** Below them. */
  children?: ReactNode
}

/** All collections of documents, or some. */
export function CollectionChoices({
  collections,
  chosen,
  onToggle,
  onAll,
  children,
}: CollectionChoicesProps) {
  return (
    <div className="max-h-72 [scrollbar-width:thin] overflow-y-auto p-1">
      <Choice isChosen={chosen.length === 0} onToggle={onAll}>
        All collections
      </Choice>
      {collections.map(({ id, name, documents }) => (
        <Choice key={id} isChosen={chosen.includes(id)} onToggle={() => onToggle(id)}>
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="text-muted-foreground text-xs">{amountWords(documents, 'document')}</span>
        </Choice>
      ))}
      {children}
    </div>
  )
}
