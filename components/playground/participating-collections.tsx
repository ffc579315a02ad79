'use client'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Library } from 'lucide-react'
import Link from 'next/link'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { amountWords } from '@/components/ui/number-words'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { queryKeys } from '@/lib/client/query-keys'
import { listCollections } from '@/lib/domain/api/documents'
import { Choice } from './choice'
import { NO_COLLECTION, type useParticipants } from './use-participants'

type Props = Pick<ReturnType<typeof useParticipants>, 'chosen' | 'toggle' | 'allCollections' | 'noCollection'>

/** Which collections of documents are searched for an answer. */
export function CollectionsMenu({ chosen, toggle, allCollections, noCollection }: Props) {
  const { data } = useQuery({
    queryKey: queryKeys.collections,
    queryFn: ({ signal }) => client.call(listCollections, { signal }),
  })
  const collections = data?.items ?? []
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
        <div className="max-h-72 overflow-y-auto p-1">
          <Choice isChosen={isAll} onToggle={allCollections}>
            All collections
          </Choice>
          {collections.map(({ id, name, documents }) => (
            <Choice
              key={id}
              isChosen={chosen.collections.includes(id)}
              onToggle={() => toggle('collections', id)}
            >
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-muted-foreground text-xs">{amountWords(documents, 'document')}</span>
            </Choice>
          ))}
          <Choice isChosen={isNone} onToggle={isNone ? allCollections : noCollection}>
            None
          </Choice>
        </div>
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
