'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getStatusPageSettings } from '@/lib/domain/api/status'
import { SettingsSection } from './settings-section'
import { StatusPageForm } from './status-page-form'

/** What strangers may see. */
export function StatusPageSection() {
  const settings = useQuery({
    queryKey: queryKeys.statusPage,
    queryFn: ({ signal }) => client.call(getStatusPageSettings, { signal }),
  })
  return (
    <SettingsSection
      id="status-page"
      title="Status page"
      description="A page for people without access: which servers are up, and how they were for 90 days. It shows names and states; no address, no reason, no tool and no tag. Nothing is published until you say so."
    >
      <Card>
        {settings.data ? (
          <StatusPageForm settings={settings.data} />
        ) : settings.isError ? (
          <QueryError title="The settings could not be read" query={settings} />
        ) : (
          <div role="status" aria-label="Loading" className="grid gap-4 p-4">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-8 w-full" />
            <Skeleton className="h-8 w-full" />
          </div>
        )}
      </Card>
    </SettingsSection>
  )
}
