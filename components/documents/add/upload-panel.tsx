'use client'
import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { FailedItems } from '@/components/ui/failed-items'
import { amountWords, countWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
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
    <section
      aria-label="Uploads"
      className="bg-popover pointer-events-auto grid w-full max-w-md gap-2 rounded-lg border p-3 shadow-lg"
    >
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm font-medium" role="status">
          {isOver
            ? `${amountWords(total - refused.length - known, 'file')} uploaded`
            : `Uploading ${countWords(over)} of ${amountWords(total, 'file')}`}
          <span className="text-muted-foreground font-normal">
            {known > 0 && `, ${countWords(known)} known already`}
            {refused.length > 0 && `, ${countWords(refused.length)} refused`}
          </span>
        </p>
        {under.length > 1 && (
          <Button
            size="icon-sm"
            variant="ghost"
            aria-expanded={isOpen}
            aria-label="Files under way"
            onClick={() => setIsOpen(!isOpen)}
          >
            <ChevronDown className={cn('transition-transform', isOpen && 'rotate-180')} aria-hidden />
          </Button>
        )}
        {isOver ? (
          <Button size="icon-sm" variant="ghost" aria-label="Close the uploads" onClick={onDismiss}>
            <X aria-hidden />
          </Button>
        ) : (
          <Button size="sm" onClick={onStop}>
            Stop
          </Button>
        )}
      </div>
      {!isOver && <Progress label="Bytes uploaded" value={share} max={1} />}
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
    </section>
  )
}
