'use client'
import { useId } from 'react'
import { Dialog, DialogContent, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { PLACE_SHORTCUTS, SHORTCUTS } from './shortcuts'
import { useSingleKeys } from './use-shortcuts'

/** What the keys do. */
export function ShortcutSheet({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}) {
  const id = useId()
  const [isOn, setOn] = useSingleKeys()
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
        </DialogHeader>
        <div className="grid max-h-[70dvh] gap-4 overflow-y-auto">
          <Group title="Anywhere in the playground" rows={SHORTCUTS} />
          {[...Map.groupBy(PLACE_SHORTCUTS, ({ where }) => where)].map(([where, rows]) => (
            <Group key={where} title={where} rows={rows} />
          ))}
          <div className="flex items-center gap-2 border-t pt-3">
            <Switch id={id} checked={isOn} onCheckedChange={setOn} />
            <Label htmlFor={id}>Single keys work ({'?'} always does)</Label>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}

function Group({ title, rows }: { title: string; rows: readonly { keys: string[]; words: string }[] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-medium">{title}</h3>
      <dl className="grid gap-1 text-sm">
        {rows.map(({ keys, words }) => (
          <div key={words} className="flex items-center justify-between gap-4">
            <dt className="text-muted-foreground">{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
