import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

/** Holds the place of the map and what stands below it. */
export function FleetSkeleton() {
  return (
    <div role="status" aria-busy aria-label="Loading the fleet" className="grid gap-4">
      <Card className="overflow-hidden">
        <div className="flex h-11 items-center border-b px-4">
          <Skeleton className="h-4 w-32" />
        </div>
        <div className="grid gap-1 px-3 py-2">
          {Array.from({ length: 16 }, (_, index) => (
            <div key={index} className="flex h-5 items-center gap-3">
              <Skeleton className="h-3 w-24 sm:w-44" />
              <Skeleton className="h-4 flex-1" />
            </div>
          ))}
        </div>
      </Card>
      <div className="grid gap-4 lg:grid-cols-3">
        <Skeleton className="h-64 rounded-lg" />
        <Skeleton className="h-64 rounded-lg" />
        <Skeleton className="h-64 rounded-lg" />
      </div>
    </div>
  )
}
