'use client'
import { ChevronDown, Library } from 'lucide-react'
import Link from 'next/link'
import { useCollections } from '@/components/shell/use-collections'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { CollectionChoices } from '@/components/ui/collection-choices'
import { amountWords } from '@/components/ui/number-words'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { NO_COLLECTION, type useParticipants } from './use-participants'

type Props = Pick<ReturnType<typeof useParticipants>, 'chosen' | 'toggle' | 'allCollections' | 'noCollection'>

/** Which collections of documents are searched for an answer. */
export function CollectionsMenu({ chosen, toggle, allCollections, noCollection }: Props) {
  const { data } = useCollections()
  const collections = data ?? []
  const isNone = chosen.collections.includes(NO_COLLECTION)
  const isAll = chosen.collections.length === 0
  const named = collections.filter(({ id }) => chosen.collections.includes(id))
  const label = isNone
    ? 'No documents'
    : isAll
      ? 'All documents'
      : named.length === 1
        ? (named[0]?.name ?? '')
        : amountWords(chosen.collections.length, 'collection')
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" variant="ghost" className="text-muted-foreground max-w-48 min-w-0 shrink">
          <Library aria-hidden />
          <span className="truncate">{label}</span>
          <ChevronDown aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent side="top" className="w-80 p-0" aria-label="Documents that take part">
        <CollectionChoices
          collections={collections}
          chosen={chosen.collections}
          onToggle={(id) => toggle('collections', id)}
          onAll={allCollections}
        >
          <Choice isChosen={isNone} onToggle={isNone ? allCollections : noCollection}>
            None
          </Choice>
        </CollectionChoices>
        {data && collections.length === 0 && (
          <p className="text-muted-foreground border-t p-3 text-sm">
            There are no documents yet.{' '}
            <Link href="/documents" className="text-primary underline underline-offset-2">
              Add some
            </Link>
          </p>
        )}
      </PopoverContent>
    </Popover>
  )
}
