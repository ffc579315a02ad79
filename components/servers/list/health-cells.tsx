'use client'
import { Bars } from '@/components/ui/health/bars'
import { cellsWords } from '@/components/ui/health/cells-words'
import { latencyWords } from '@/components/ui/health/latency-words'
import { uptimeWords } from '@/components/ui/health/uptime-words'
import { Skeleton } from '@/components/ui/skeleton'
import { useRowHealth } from './row-health'

/** 95th percentile of the answers of the last day. */
export function P95Cell({ name }: { name: string }) {
  const health = useRowHealth(name)
  if (health === undefined) return <Skeleton className="my-1 h-3 w-10" />
  if (health?.p95Ms == null) {
    return (
      <span className="text-muted-foreground">
        <span aria-hidden>–</span>
        <span className="sr-only">No answer yet</span>
      </span>
    )
  }
  return <span className="whitespace-nowrap tabular-nums">{latencyWords(health.p95Ms)}</span>
}

/** The last day as bars. */
export function DayCell({ name, className = 'h-4' }: { name: string; className?: string }) {
  const health = useRowHealth(name)
  if (health === undefined) return <Skeleton className={`w-full ${className}`} />
  if (health === null) return <span className="text-muted-foreground">–</span>
  const words = `Last 24 hours: ${cellsWords(health.cells)}`
  const uptime = health.uptime === null ? '' : `. Uptime ${uptimeWords(health.uptime)}`
  return (
    <span role="img" aria-label={words + uptime} title={words + uptime} className="block w-full">
      <Bars cells={health.cells} className={className} />
    </span>
  )
}
