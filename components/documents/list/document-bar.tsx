'use client'
import { Ban, RefreshCw, Tag, Trash2, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
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
    <div
      role="toolbar"
      aria-label="Actions on the selected documents"
      className="bg-popover animate-in fade-in slide-in-from-bottom-2 pointer-events-auto flex max-w-full items-center gap-1 overflow-x-auto rounded-lg border p-1.5 shadow-lg"
    >
      <span className="px-2 text-sm font-medium whitespace-nowrap" role="status">
        {countWords(count)} selected
      </span>
      <BarButton
        icon={<RefreshCw aria-hidden />}
        label="Index again"
        isDisabled={isBusy}
        onClick={() => onAct('reindex')}
      />
      <BarButton
        icon={<Ban aria-hidden />}
        label="Cancel"
        isDisabled={isBusy}
        onClick={() => onAct('cancel')}
      />
      <BarButton
        icon={<Tag aria-hidden />}
        label="Tag"
        isDisabled={isBusy}
        onClick={() => setAsking('tag')}
      />
      <BarButton
        icon={<Tag aria-hidden className="opacity-60" />}
        label="Untag"
        isDisabled={isBusy}
        onClick={() => setAsking('untag')}
      />
      <BarButton
        icon={<Trash2 aria-hidden className="text-bad" />}
        label="Delete"
        isDisabled={isBusy}
        onClick={() => setAsking('remove')}
      />
      <Button size="icon-sm" variant="ghost" aria-label="Clear the selection" onClick={onClear}>
        <X aria-hidden />
      </Button>
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
    </div>
  )
}

interface BarButtonProps {
  icon: ReactNode
  label: string
  isDisabled: boolean
  onClick: () => void
}

function BarButton({ icon, label, isDisabled, onClick }: BarButtonProps) {
  return (
    <Button size="sm" variant="ghost" disabled={isDisabled} aria-label={label} onClick={onClick}>
      {icon}
      <span className="max-sm:sr-only">{label}</span>
    </Button>
  )
}
