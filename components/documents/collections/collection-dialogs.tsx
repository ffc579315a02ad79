'use client'
import type { Collection } from '@/lib/domain/document'
import { assertNever } from '@/lib/kit/assert-never'
import type { CollectionAct } from './collection-act'
import { CollectionDialog } from './collection-dialog'
import { CuttingSheet } from './cutting-sheet'
import { RemoveCollection } from './remove-collection'

interface CollectionDialogsProps {
  act: CollectionAct | null
  onClose: () => void
  onMade: (collection: Collection) => void
  onRemoved: (collection: Collection) => void
}

/** The dialog of what is being done with a collection. */
export function CollectionDialogs({ act, onClose, onMade, onRemoved }: CollectionDialogsProps) {
  if (act === null) return null
  switch (act.kind) {
    case 'make':
      return <CollectionDialog onClose={onClose} onSaved={onMade} />
    case 'edit':
      return <CollectionDialog collection={act.collection} onClose={onClose} onSaved={onClose} />
    case 'cut':
      return <CuttingSheet collection={act.collection} onClose={onClose} />
    case 'remove':
      return (
        <RemoveCollection
          collection={act.collection}
          onClose={onClose}
          onRemoved={() => onRemoved(act.collection)}
        />
      )
    default:
      return assertNever(act)
  }
}
