'use client'
import { Table2 } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '../button'
import { Card, CardHeader, CardTitle } from '../card'
import { cn } from '@/lib/kit/class-names'

interface ChartCardProps {
  title: string
  /** Beside the title: a count, a legend. */
  beside?: ReactNode
  /** The chart's numbers as a table; without one there is nothing to switch. */
  table?: (() => ReactNode) | undefined
  children: ReactNode
  className?: string
}

/** A chart, and its numbers as a table behind a switch. */
export function ChartCard({ title, beside, table, children, className }: ChartCardProps) {
  const id = useId()
  const [isTable, setIsTable] = useState(false)
  const isShowingTable = isTable && table !== undefined
  return (
    <Card aria-labelledby={id} className={cn('flex flex-col', className)}>
      <CardHeader>
        <CardTitle id={id}>{title}</CardTitle>
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          {beside}
          {table && (
            <Button
              size="sm"
              variant="ghost"
              aria-pressed={isTable}
              aria-label={`${title} as a table`}
              className="text-muted-foreground aria-pressed:bg-accent aria-pressed:text-foreground -mr-2"
              onClick={() => setIsTable(!isTable)}
            >
              <Table2 aria-hidden />
              Table
            </Button>
          )}
        </div>
      </CardHeader>
      {isShowingTable ? table() : children}
    </Card>
  )
}
