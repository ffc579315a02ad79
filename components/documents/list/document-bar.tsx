'use client'
import { Ban, RefreshCw, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { amountWords } from '@/components/ui/number-words'
import { ClearSelection, SelectionAction, SelectionBar } from '@/components/ui/selection-bar'
import { TagDialog } from '@/components/ui/tag-dialog'
import type { Action } from '../use-act'

interface DocumentBarProps {
  count: number
  onAct: (action: Action, tags?: string[]) => void
  onClear: () => void
  isBusy: boolean
}

/** What can be done with the chosen documents; lies over the foot of the list, so that no row moves. */
export function DocumentBar({ count, onAct, onClear, isBusy }: DocumentBarProps) {
  const [asking, setAsking] = useState<'tag' | 'untag' | 'remove'>()
  const close = () => setAsking(undefined)
  const words = amountWords(count, 'document')
  return (
    <SelectionBar label="Actions on the selected documents" count={count}>
      <SelectionAction
        isTerse
        icon={RefreshCw}
        label="Index again"
        isDisabled={isBusy}
        onClick={() => onAct('reindex')}
      />
      <SelectionAction
        isTerse
        icon={Ban}
        label="Cancel"
        isDisabled={isBusy}
        onClick={() => onAct('cancel')}
      />
      <SelectionAction isTerse icon={Tag} label="Tag" isDisabled={isBusy} onClick={() => setAsking('tag')} />
      <SelectionAction
        isTerse
        icon={Tag}
        iconClassName="opacity-60"
        label="Untag"
        isDisabled={isBusy}
        onClick={() => setAsking('untag')}
      />
      <SelectionAction
        isTerse
        icon={Trash2}
        iconClassName="text-bad"
        label="Delete"
        isDisabled={isBusy}
        onClick={() => setAsking('remove')}
      />
      <ClearSelection onClick={onClear} />
      {(asking === 'tag' || asking === 'untag') && (
        <TagDialog
          action={asking}
          count={count}
          noun="document"
          onClose={close}
          onConfirm={(tags) => {
            close()
            onAct(asking, tags)
          }}
        />
      )}
      <AlertDialog
        open={asking === 'remove'}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={`Delete ${words}?`}
        action={`Delete ${words}`}
        destructive
        onConfirm={() => onAct('remove')}
      >
        Originals and passages are deleted with them; answers given before keep what they cited. This can not
        be undone.
      </AlertDialog>
    </SelectionBar>
  )
}
