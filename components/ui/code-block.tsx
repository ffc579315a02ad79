'use client'
import { useEffect, useRef } from 'react'
import { cn } from '@/lib/kit/class-names'
import { CopyButton } from './copy-button'

/** Height of a line in px: the marks are placed by it, so it must equal the class `leading-5`. */
const LINE_PX = 20
const PADDING_PX = 12

export interface LineMark {
  line: number
  column?: number | undefined
  tone: 'bad' | 'warn'
  message: string
}

interface CodeBlockProps {
  code: string
  /** Names the block for assistive technology. */
  label: string
  lineNumbers?: boolean
  marks?: readonly LineMark[]
  /** Scrolls this line into view; a new object scrolls again. */
  focus?: { line: number } | undefined
  wrap?: boolean
  copy?: boolean
  className?: string
}

/**
 * Text as it is. Numbers and code are one text node each, and marks lie behind them,
 * so that a file of 100,000 lines costs no more than a short one.
 */
export function CodeBlock({
  code,
  label,
  lineNumbers = false,
  marks = [],
  focus,
  wrap = false,
  copy = true,
  className,
}: CodeBlockProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // The newline that ends a text starts no line of its own.
  const shown = code.endsWith('\n') ? code.slice(0, -1) : code

  useEffect(() => {
    const element = scroller.current
    if (!element || !focus) return
    element.scrollTo({ top: (focus.line - 1) * LINE_PX - element.clientHeight / 3, behavior: 'smooth' })
    element.focus({ preventScroll: true })
  }, [focus])

  return (
    <div className={cn('bg-card relative min-w-0 overflow-hidden rounded-lg border', className)}>
      {copy && (
        <CopyButton
          text={code}
          label={`Copy ${label}`}
          className="bg-card/80 absolute top-1.5 right-1.5 z-10 backdrop-blur-sm"
        />
      )}
      <div
        ref={scroller}
        role="region"
        aria-label={label}
        tabIndex={0}
        className="max-h-[inherit] [scrollbar-width:thin] overflow-auto overscroll-x-contain focus-visible:-outline-offset-2"
      >
        <div
          className="relative flex w-max min-w-full font-mono text-xs"
          style={{ paddingBlock: PADDING_PX }}
        >
          {marks.map((mark) => (
            <Mark key={`${mark.line}:${mark.column ?? 0}:${mark.message}`} mark={mark} />
          ))}
          {lineNumbers && !wrap && <LineNumbers code={shown} />}
          <pre
            className={cn(
              'relative px-3 leading-5',
              // So that the button never lies on text that can't be moved away.
              copy && 'pr-10',
              wrap && 'w-0 grow wrap-anywhere whitespace-pre-wrap',
            )}
          >
            {shown}
          </pre>
        </div>
      </div>
    </div>
  )
}

function LineNumbers({ code }: { code: string }) {
  const count = code.split('\n').length
  return (
    <pre
      aria-hidden
      className="bg-card text-muted-foreground sticky left-0 z-1 border-r px-3 text-right leading-5 select-none"
    >
      {Array.from({ length: count }, (_, index) => index + 1).join('\n')}
    </pre>
  )
}

function Mark({ mark }: { mark: LineMark }) {
  return (
    <span
      title={mark.message}
      className={cn(
        'absolute inset-x-0 border-l-2',
        mark.tone === 'bad' ? 'border-bad bg-bad/15' : 'border-warn bg-warn/15',
      )}
      style={{ top: PADDING_PX + (mark.line - 1) * LINE_PX, height: LINE_PX }}
    />
  )
}
