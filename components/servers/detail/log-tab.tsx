'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Download, Pause, Play, ScrollText } from 'lucide-react'
import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { download } from '@/lib/client/download'
import type { LogLine } from '@/lib/domain/api/capabilities'
import { cn } from '@/lib/kit/class-names'
import { clockWords, LOG_STREAMS, logText, matchingLines, STREAM_WORDS } from './log-lines'
import { useLog } from './queries'

/** What the server wrote to stderr, said by the protocol, and what its connection did; newest at the foot. */
export function LogTab({ name }: { name: string }) {
  const [isFollowed, setIsFollowed] = useState(true)
  const [words, setWords] = useState('')
  const [streams, setStreams] = useQueryState(
    'streams',
    parseAsArrayOf(parseAsStringLiteral(LOG_STREAMS)).withDefault([...LOG_STREAMS]),
  )
  const log = useLog(name, isFollowed)
  const all = useMemo(() => log.data?.items ?? [], [log.data])
  const lines = useMemo(() => matchingLines(all, { streams, words }), [all, streams, words])

  if (log.isPending) return <Skeleton className="h-80" />
  if (log.isError && all.length === 0) {
    return <QueryError title="The log could not be read" query={log} />
  }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label="Search the log"
          placeholder="Search the log"
          className="max-w-64"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <div role="group" aria-label="Streams" className="flex gap-0.5">
          {LOG_STREAMS.map((stream) => {
            const isOn = streams.includes(stream)
            return (
              <Button
                key={stream}
                size="sm"
                variant={isOn ? 'secondary' : 'ghost'}
                aria-pressed={isOn}
                onClick={() =>
                  void setStreams(LOG_STREAMS.filter((each) => (each === stream) !== streams.includes(each)))
                }
              >
                {STREAM_WORDS[stream]}
              </Button>
            )
          })}
        </div>
        <span className="ml-auto flex gap-1">
          <Button
            size="sm"
            variant="ghost"
            aria-pressed={!isFollowed}
            onClick={() => setIsFollowed(!isFollowed)}
          >
            {isFollowed ? <Pause aria-hidden /> : <Play aria-hidden />}
            {isFollowed ? 'Pause' : 'Follow'}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            disabled={lines.length === 0}
            onClick={() => download(`${name}.log`, logText(lines))}
          >
            <Download aria-hidden />
            Download
          </Button>
        </span>
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={ScrollText} title={all.length === 0 ? 'Nothing was logged yet' : 'No line matches'}>
          {all.length === 0
            ? 'It fills when the server is connected: its stderr, its log messages, and what its connection does.'
            : 'Choose more streams or other words.'}
        </EmptyState>
      ) : (
        <Lines lines={lines} isFollowed={isFollowed} />
      )}
    </div>
  )
}

const LINE_HEIGHT = 20

function Lines({ lines, isFollowed }: { lines: readonly LogLine[]; isFollowed: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 30,
  })
  const isAtEnd = useRef(true)
  useEffect(() => {
    // Who has scrolled up is reading: the log does not pull them down.
    if (isFollowed && isAtEnd.current) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines, isFollowed, virtualizer])

  return (
    <div
      ref={scroller}
      role="log"
      aria-label="Log"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - LINE_HEIGHT
      }}
      className="bg-card h-[calc(100dvh-22rem)] min-h-72 [scrollbar-width:thin] overflow-auto rounded-lg border py-2 font-mono text-xs"
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index]
          return (
            line && (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className="hover:bg-accent/50 absolute inset-x-0 top-0 grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-3 px-3 leading-5"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <time dateTime={line.at} title={line.at} className="text-muted-foreground">
                  {clockWords(line.at)}
                </time>
                <span
                  className={cn(
                    'w-16',
                    line.stream === 'stderr'
                      ? 'text-warn'
                      : line.stream === 'pool'
                        ? 'text-busy'
                        : 'text-muted-foreground',
                  )}
                >
                  {STREAM_WORDS[line.stream]}
                </span>
                <span className="wrap-anywhere whitespace-pre-wrap">{line.text}</span>
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
