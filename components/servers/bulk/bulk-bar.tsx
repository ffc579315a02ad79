'use client'
import { Plug, Power, PowerOff, Stethoscope, Tag, Trash2, Unplug } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { amountWords, listWords } from '@/components/ui/number-words'
import { ClearSelection, SelectionAction, SelectionBar } from '@/components/ui/selection-bar'
import type { RegistryAction } from './actions'
import { TagServers } from './tag-servers'

interface BulkBarProps {
  names: readonly string[]
  onAction: (action: RegistryAction) => void
  onConnect: () => void
  onDisconnect: () => void
  onCheck: () => void
  onClear: () => void
  isBusy: boolean
}

type Asking = 'tag' | 'untag' | 'remove' | undefined

/** What can be done with the chosen servers; lies over the foot of the list, so that no row moves. */
export function BulkBar({
  names,
  onAction,
  onConnect,
  onDisconnect,
  onCheck,
  onClear,
  isBusy,
}: BulkBarProps) {
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  return (
    <SelectionBar label="Actions on the selected servers" count={names.length}>
      <SelectionAction icon={Plug} label="Connect" isDisabled={isBusy} onClick={onConnect} />
      <SelectionAction icon={Unplug} label="Disconnect" isDisabled={isBusy} onClick={onDisconnect} />
      <SelectionAction icon={Stethoscope} label="Check now" isDisabled={isBusy} onClick={onCheck} />
      <SelectionAction
        icon={Power}
        label="Enable"
        isDisabled={isBusy}
        onClick={() => onAction({ action: 'enable' })}
      />
      <SelectionAction
        icon={PowerOff}
        label="Disable"
        isDisabled={isBusy}
        onClick={() => onAction({ action: 'disable' })}
      />
      <SelectionAction icon={Tag} label="Tag" isDisabled={isBusy} onClick={() => setAsking('tag')} />
      <SelectionAction
        icon={Tag}
        iconClassName="opacity-60"
        label="Untag"
        isDisabled={isBusy}
        onClick={() => setAsking('untag')}
      />
      <SelectionAction
        icon={Trash2}
        iconClassName="text-bad"
        label="Remove"
        isDisabled={isBusy}
        onClick={() => setAsking('remove')}
      />
      <ClearSelection onClick={onClear} />

      {(asking === 'tag' || asking === 'untag') && (
        <TagServers
          action={asking}
          count={names.length}
          onClose={close}
          onConfirm={(tags) => {
            close()
            onAction({ action: asking, tags })
          }}
        />
      )}
      <AlertDialog
        open={asking === 'remove'}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={`Remove ${amountWords(names.length, 'server')}?`}
        action={`Remove ${amountWords(names.length, 'server')}`}
        destructive
        onConfirm={() => onAction({ action: 'remove' })}
      >
        {listWords(names, 5)} will be disconnected and forgotten, with the secrets entered for them. Servers
        from a file, the environment or another source can only be removed there; they are left as they are.
      </AlertDialog>
    </SelectionBar>
  )
}
