'use client'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { PublicStatus } from '@/lib/domain/api/status'

interface StatusMaintenanceProps {
  maintenance: PublicStatus['maintenance']
  /** When that was so, ISO. */
  at: string
}

/** What is being worked on, and what is announced. */
export function StatusMaintenance({ maintenance, at }: StatusMaintenanceProps) {
  if (maintenance.length === 0) return null
  return (
    <Card aria-labelledby="maintenance-title">
      <CardHeader>
        <CardTitle id="maintenance-title">Maintenance</CardTitle>
      </CardHeader>
      <ul aria-labelledby="maintenance-title" className="divide-y">
        {maintenance.map(({ title, from, to }) => (
          <li key={`${title} ${from}`} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2.5">
            <span className="min-w-0 flex-1 font-medium wrap-anywhere">{title}</span>
            <span className="text-muted-foreground text-xs">
              {from <= at ? (
                <>
                  now, ends <RelativeTime at={to} />
                </>
              ) : (
                <>
                  begins <RelativeTime at={from} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
