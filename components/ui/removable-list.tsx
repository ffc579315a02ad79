'use client'
import { X } from 'lucide-react'
import { Badge } from './badge'

interface RemovableListProps {
  label: string
  values: readonly string[]
  /** What each of them is, where that is not plain: "tag". */
  noun?: string
  onRemove: (value: string) => void
}

/** Short values that were chosen, each with a way to take it away; nothing where there are none. */
export function RemovableList({ label, values, noun, onRemove }: RemovableListProps) {
  if (values.length === 0) return null
  return (
    <ul aria-label={label} className="flex min-w-0 flex-wrap gap-1">
      {values.map((value) => (
        <li key={value} className="min-w-0">
          <Badge>
            <span className="truncate">{value}</span>
            <button
              type="button"
              aria-label={`Remove ${noun === undefined ? '' : `${noun} `}${value}`}
              className="hover:text-foreground relative before:absolute before:-inset-1.5"
              onClick={() => onRemove(value)}
            >
              <X aria-hidden />
            </button>
          </Badge>
        </li>
      ))}
    </ul>
  )
}
