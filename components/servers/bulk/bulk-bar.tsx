'use client'
import { Plug, Power, PowerOff, Stethoscope, Tag, Trash2, Unplug, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { amountWords, countWords, listWords } from '@/components/ui/number-words'
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
    <div
      role="toolbar"
      aria-label="Actions on the selected servers"
      className="bg-popover animate-in fade-in slide-in-from-bottom-2 pointer-events-auto flex max-w-full items-center gap-1 overflow-x-auto rounded-lg border p-1.5 shadow-lg"
    >
      <span className="px-2 text-sm font-medium whitespace-nowrap" role="status">
        {countWords(names.length)} selected
      </span>
      <BarButton icon={<Plug aria-hidden />} label="Connect" isDisabled={isBusy} onClick={onConnect} />
      <BarButton
        icon={<Unplug aria-hidden />}
        label="Disconnect"
        isDisabled={isBusy}
        onClick={onDisconnect}
      />
      <BarButton icon={<Stethoscope aria-hidden />} label="Check now" isDisabled={isBusy} onClick={onCheck} />
      <BarButton
        icon={<Power aria-hidden />}
        label="Enable"
        isDisabled={isBusy}
        onClick={() => onAction({ action: 'enable' })}
      />
      <BarButton
        icon={<PowerOff aria-hidden />}
        label="Disable"
        isDisabled={isBusy}
        onClick={() => onAction({ action: 'disable' })}
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
        label="Remove"
        isDisabled={isBusy}
        onClick={() => setAsking('remove')}
      />
      <Button size="icon-sm" variant="ghost" aria-label="Clear the selection" onClick={onClear}>
        <X aria-hidden />
      </Button>

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
    </div>
  )
}

function BarButton(props: { icon: ReactNode; label: string; isDisabled: boolean; onClick: () => void }) {
  return (
    <Button size="sm" variant="ghost" disabled={props.isDisabled} onClick={props.onClick}>
      {props.icon}
      {props.label}
    </Button>
  )
}
