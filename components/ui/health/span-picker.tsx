'use client'
import { ChevronLeft, ChevronRight, X, ZoomOut } from 'lucide-react'
import { Button } from '../button'
import { RANGES } from '@/lib/domain/api/health'
import { cn } from '@/lib/kit/class-names'
import { moved, RANGE_WORDS, type Span, UNZOOMED, widened, type Zoom, zoomOf, zoomTo } from './span'
import { stretchWords } from './time-axis'

interface SpanPickerProps {
  span: Span
  onSpan: (part: Partial<Span>) => void
}

/** Which time is looked at: a range that ends now, and within it what was zoomed into, with the ways back. */
export function SpanPicker({ span, onSpan }: SpanPickerProps) {
  const zoom = zoomOf(span)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label="Range" className="bg-card inline-flex h-8 rounded-md border p-0.5">
        {RANGES.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={!zoom && range === span.range}
            aria-label={`${range}, the last ${RANGE_WORDS[range]}`}
            onClick={() => onSpan({ range, ...UNZOOMED })}
            className={cn(
              'min-w-9 rounded-sm px-2 text-xs font-medium transition-colors',
              !zoom && range === span.range
                ? 'bg-accent text-foreground'
                : 'text-muted-foreground hover:text-foreground',
            )}
          >
            {range}
          </button>
        ))}
      </div>
      {zoom && <ZoomBar zoom={zoom} span={span} onSpan={onSpan} />}
    </div>
  )
}

function ZoomBar({ zoom, span, onSpan }: SpanPickerProps & { zoom: Zoom }) {
  const show = (next: Zoom | undefined) => next && onSpan(zoomTo(next, Date.now()))
  return (
    <div role="group" aria-label="Zoom" className="bg-card inline-flex h-8 items-center rounded-md border">
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Earlier"
        onClick={() => show(moved(zoom, -1, Date.now()))}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <span className="px-1 text-xs font-medium whitespace-nowrap" role="status">
        {stretchWords(zoom.from, zoom.to)}
      </span>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Later"
        onClick={() => show(moved(zoom, 1, Date.now()))}
      >
        <ChevronRight aria-hidden />
      </Button>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Wider"
        onClick={() => show(widened(zoom, Date.now()))}
      >
        <ZoomOut aria-hidden />
      </Button>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Back to the last ${RANGE_WORDS[span.range]}`}
        onClick={() => onSpan(UNZOOMED)}
      >
        <X aria-hidden />
      </Button>
    </div>
  )
}
