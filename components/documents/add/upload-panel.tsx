'use client'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { FailedItems } from '@/components/ui/failed-items'
import { amountWords, countWords } from '@/components/ui/number-words'
import { WorkPanel } from '@/components/ui/work-panel'
import { cn } from '@/lib/kit/class-names'
import { tallyOf, type Upload } from './uploads'

interface UploadPanelProps {
  uploads: readonly Upload[]
  onStop: () => void
  onDismiss: () => void
}

const SHOWN = 200

/** How far the files have come, and which were not taken and why. */
export function UploadPanel({ uploads, onStop, onDismiss }: UploadPanelProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { total, over, refused, known, share } = tallyOf(uploads)
  const isOver = over === total
  const under = uploads.filter((one) => one.state === 'sending' || one.state === 'waiting')
  return (
    <WorkPanel
      label="Uploads"
      title={
        <>
          {isOver
            ? `${amountWords(total - refused.length - known, 'file')} uploaded`
            : `Uploading ${countWords(over)} of ${amountWords(total, 'file')}`}
          <span className="text-muted-foreground font-normal">
            {known > 0 && `, ${countWords(known)} known already`}
            {refused.length > 0 && `, ${countWords(refused.length)} refused`}
          </span>
        </>
      }
      progress={isOver ? undefined : { label: 'Bytes uploaded', value: share, max: 1 }}
      stop={{ label: 'Stop', onClick: onStop }}
      dismissLabel="Close the uploads"
      onDismiss={onDismiss}
      actions={
        under.length > 1 && (
          <Button
            size="icon-sm"
            variant="ghost"
            aria-expanded={isOpen}
            aria-label="Files under way"
            onClick={() => setIsOpen(!isOpen)}
          >
            <ChevronDown className={cn('transition-transform', isOpen && 'rotate-180')} aria-hidden />
          </Button>
        )
      }
      className="max-w-md"
    >
      {isOpen && under.length > 0 && (
        <ul aria-label="Under way" tabIndex={0} className="max-h-40 overflow-y-auto text-xs">
          {under.slice(0, SHOWN).map((one) => (
            <li key={one.key} className="flex justify-between gap-3 py-0.5">
              <span className="truncate">{one.name}</span>
              <span className="text-muted-foreground shrink-0 tabular-nums">
                {one.state === 'sending' ? `${Math.round(one.share * 100)} %` : 'waiting'}
              </span>
            </li>
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <FailedItems
          items={refused.slice(0, SHOWN).map(({ key, name, why }) => ({
            key: String(key),
            name,
            error: { message: why },
          }))}
        />
      )}
    </WorkPanel>
  )
}
