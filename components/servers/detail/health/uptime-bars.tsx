'use client'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { Axis } from '@/components/ui/health/axis'
import { Bars } from '@/components/ui/health/bars'
import { CellTooltip } from '@/components/ui/health/cell-tooltip'
import { CELL_LOOKS, cellOfBucket } from '@/components/ui/health/cells'
import { Legend } from '@/components/ui/health/legend'
import type { Zoom } from '@/components/ui/health/span'
import { stretchWords } from '@/components/ui/health/time-axis'
import { useSize } from '@/components/ui/use-size'
import type { Bucket } from '@/lib/domain/health'
import { barMove } from './bar-move'
import { bucketLines } from './health-words'

interface UptimeBarsProps {
  buckets: readonly Bucket[]
  bucketMs: number
  to: number
  onZoom: (zoom: Zoom) => void
}

interface Range {
  anchor: number
  to: number
}

/**
 * How the server fared, a bar for each stretch of time. A slider over time for the keyboard (WAI-ARIA): the arrows go
 * from bar to bar, each is said in words; with Shift they mark a stretch, and Enter zooms into it.
 */
export function UptimeBars({ buckets, bucketMs, to, onZoom }: UptimeBarsProps) {
  const track = useRef<HTMLDivElement>(null)
  const { width } = useSize(track)
  const last = buckets.length - 1
  const [at, setAt] = useState(last)
  const [hovered, setHovered] = useState<number>()
  const [isFocused, setIsFocused] = useState(false)
  const [marked, setMarked] = useState<Range>()
  const cells = useMemo(() => buckets.map(cellOfBucket).join(''), [buckets])
  const active = Math.min(at, last)
  const told = hovered ?? (isFocused ? active : undefined)
  const startOf = (index: number) => Date.parse(buckets[index]?.start ?? '')
  const endOf = (index: number) => Math.min(to, startOf(index) + bucketMs)

  const zoomIn = (range: Range) => {
    setMarked(undefined)
    onZoom({
      from: startOf(Math.min(range.anchor, range.to)),
      to: endOf(Math.max(range.anchor, range.to)),
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = barMove(event.key, active, buckets.length)
    if (next !== undefined) {
      setMarked(event.shiftKey ? { anchor: marked?.anchor ?? active, to: next } : undefined)
      setHovered(undefined)
      setAt(next)
    } else if (event.key === 'Enter') zoomIn(marked ?? { anchor: active, to: active })
    else if (event.key === 'Escape' && marked) setMarked(undefined)
    else return
    event.preventDefault()
  }
  const barUnder = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - box.left) / box.width
    return Math.max(0, Math.min(last, Math.floor(share * buckets.length)))
  }
  const bucketAt = told === undefined ? undefined : buckets[told]
  const cellAt = bucketAt && cellOfBucket(bucketAt)
  const barWidth = buckets.length > 0 ? width / buckets.length : 0
  return (
    <div className="grid gap-1 px-4 py-3">
      <div
        ref={track}
        role="slider"
        tabIndex={0}
        aria-label="Health over time"
        aria-valuemin={1}
        aria-valuemax={buckets.length}
        aria-valuenow={active + 1}
        aria-valuetext={wordsOf(buckets[active], endOf(active))}
        onKeyDown={onKeyDown}
        onFocus={() => setIsFocused(true)}
        onBlur={() => setIsFocused(false)}
        onPointerDown={(event) => {
          if (event.button !== 0 || event.pointerType === 'touch') return
          event.currentTarget.setPointerCapture(event.pointerId)
          const bar = barUnder(event)
          setAt(bar)
          setMarked({ anchor: bar, to: bar })
        }}
        onPointerMove={(event) => {
          const bar = barUnder(event)
          setHovered(bar)
          if (marked && event.buttons === 1) setMarked({ anchor: marked.anchor, to: bar })
        }}
        onPointerUp={(event) => {
          if (event.pointerType === 'touch') setAt(barUnder(event))
          else if (marked) zoomIn(marked)
        }}
        onPointerLeave={() => setHovered(undefined)}
        className="relative cursor-pointer touch-pan-y"
      >
        <Bars cells={cells} className="h-9" />
        {marked && (
          <span
            className="border-primary bg-primary/10 pointer-events-none absolute -inset-y-1 border-x"
            style={{
              left: Math.min(marked.anchor, marked.to) * barWidth,
              width: (Math.abs(marked.to - marked.anchor) + 1) * barWidth,
            }}
          />
        )}
        {told !== undefined && (
          <span
            className="border-foreground pointer-events-none absolute -inset-y-1 rounded-sm border"
            style={{ left: told * barWidth - 1, width: barWidth + 1 }}
          />
        )}
      </div>
      <Axis from={startOf(0)} to={startOf(last) + bucketMs} width={width} />
      <div className="pt-1">
        <Legend />
      </div>
      {bucketAt && cellAt && told !== undefined && (
        <CellTooltip
          anchor={() => anchorOf(track.current, (told + 0.5) * barWidth)}
          title={CELL_LOOKS[cellAt].word}
          time={stretchWords(startOf(told), endOf(told))}
          look={CELL_LOOKS[cellAt]}
          lines={bucketLines(bucketAt)}
        />
      )}
    </div>
  )
}

function wordsOf(bucket: Bucket | undefined, end: number): string {
  if (!bucket) return 'nothing'
  const { word } = CELL_LOOKS[cellOfBucket(bucket)]
  return [`${word}, ${stretchWords(Date.parse(bucket.start), end)}`, ...bucketLines(bucket)].join('. ')
}

function anchorOf(track: HTMLElement | null, x: number) {
  const box = track?.getBoundingClientRect()
  return box && { x: box.left + x, top: box.top, bottom: box.bottom }
}
