'use client'
import { FolderOpen, Library, MoreHorizontal, Plus, Scissors, SquarePen, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { countWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import type { Collection } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import type { CollectionAct } from './collection-act'

interface CollectionListProps {
  collections: readonly Collection[] | undefined
  chosen: string | null
  onChoose: (id: string | null) => void
  onAct: (act: CollectionAct) => void
}

/** The collections, one of which can be looked at alone. */
export function CollectionList({ collections, chosen, onChoose, onAct }: CollectionListProps) {
  const all = collections?.reduce((sum, { documents }) => sum + documents, 0)
  return (
    <nav aria-label="Collections" className="flex w-56 shrink-0 flex-col gap-px max-lg:hidden">
      <div className="flex items-center justify-between pb-1 pl-2">
        <h2 className="text-muted-foreground text-xs font-medium">Collections</h2>
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label="Make a collection"
          onClick={() => onAct({ kind: 'make' })}
        >
          <Plus aria-hidden />
        </Button>
      </div>
      <Row isChosen={chosen === null}>
        <Choose
          icon={Library}
          name="All documents"
          count={all}
          isChosen={chosen === null}
          onChoose={() => onChoose(null)}
        />
      </Row>
      {collections === undefined &&
        [70, 50].map((width) => (
          <Skeleton key={width} className="mx-2 my-2 h-4" style={{ width: `${width}%` }} />
        ))}
      {collections?.map((collection) => (
        <Row key={collection.id} isChosen={collection.id === chosen}>
          <Choose
            icon={FolderOpen}
            name={collection.name}
            count={collection.documents}
            isChosen={collection.id === chosen}
            onChoose={() => onChoose(collection.id)}
          />
          <CollectionMenu collection={collection} onAct={onAct} />
        </Row>
      ))}
    </nav>
  )
}

function Row({ isChosen, children }: { isChosen: boolean; children: React.ReactNode }) {
  return (
    <div className={cn('flex items-center rounded-md', isChosen ? 'bg-accent' : 'hover:bg-accent/50')}>
      {children}
    </div>
  )
}

interface ChooseProps {
  icon: typeof Library
  name: string
  count: number | undefined
  isChosen: boolean
  onChoose: () => void
}

function Choose({ icon: Icon, name, count, isChosen, onChoose }: ChooseProps) {
  return (
    <button
      type="button"
      aria-current={isChosen ? 'true' : undefined}
      className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-left text-sm"
      onClick={onChoose}
    >
      <Icon className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
      <span className={cn('min-w-0 flex-1 truncate', isChosen && 'font-medium')} title={name}>
        {name}
      </span>
      {count !== undefined && (
        <span className="text-muted-foreground text-xs tabular-nums">
          {countWords(count)}
          <span className="sr-only"> documents</span>
        </span>
      )}
    </button>
  )
}

interface CollectionMenuProps {
  collection: Collection
  onAct: (act: CollectionAct) => void
}

export function CollectionMenu({ collection, onAct }: CollectionMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size="icon-sm" variant="ghost" aria-label={`Actions on ${collection.name}`}>
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onAct({ kind: 'edit', collection })}>
          <SquarePen aria-hidden />
          Name and tags
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onAct({ kind: 'cut', collection })}>
          <Scissors aria-hidden />
          How documents are cut
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onAct({ kind: 'remove', collection })}>
          <Trash2 aria-hidden className="text-bad" />
          Delete
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
