'use client'
import { Plus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import type { Collection } from '@/lib/domain/document'
import type { CollectionAct } from './collection-act'
import { CollectionMenu } from './collection-list'

const ALL = 'all'

interface CollectionPickerProps {
  collections: readonly Collection[] | undefined
  chosen: string | null
  onChoose: (id: string | null) => void
  onAct: (act: CollectionAct) => void
}

/** The collections where there is no room for a list of them. */
export function CollectionPicker({ collections, chosen, onChoose, onAct }: CollectionPickerProps) {
  const current = collections?.find(({ id }) => id === chosen)
  return (
    <div className="flex items-center gap-1 lg:hidden">
      <Select
        aria-label="Collection"
        className="min-w-0 flex-1"
        value={chosen ?? ALL}
        options={[
          { value: ALL, label: 'All documents' },
          ...(collections ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onValueChange={(next) => onChoose(next === ALL ? null : next)}
      />
      {current !== undefined && <CollectionMenu collection={current} onAct={onAct} />}
      <Button size="icon" aria-label="Make a collection" onClick={() => onAct({ kind: 'make' })}>
        <Plus aria-hidden />
      </Button>
    </div>
  )
}
