'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import { removeCollection } from '@/lib/domain/api/documents'
import type { Collection } from '@/lib/domain/document'
import { messageOf } from '@/lib/kit/app-error'

interface RemoveCollectionProps {
  collection: Collection
  onClose: () => void
  onRemoved: () => void
}

export function RemoveCollection({ collection, onClose, onRemoved }: RemoveCollectionProps) {
  const cache = useQueryClient()
  const remove = useMutation({
    mutationFn: () => client.call(removeCollection, { params: { id: collection.id } }),
    onSuccess: () => {
      toast.success(`${collection.name} deleted`)
      onRemoved()
    },
    onError: (error) =>
      toast.error(`${collection.name} could not be deleted`, { description: messageOf(error) }),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
      void cache.invalidateQueries({ queryKey: queryKeys.documents })
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Delete ${collection.name}?`}
      action={
        collection.documents === 0
          ? 'Delete it'
          : `Delete it with ${amountWords(collection.documents, 'document')}`
      }
      destructive
      onConfirm={() => remove.mutate()}
    >
      Its documents, their originals and passages are deleted with it; answers given before keep what they
      cited. This can not be undone.
    </AlertDialog>
  )
}
