'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getHealthRules } from '@/lib/domain/api/health'
import { SettingsSection } from '../settings-section'
import { RulesForm } from './rules-form'

/** What servers are measured by. */
export function HealthRulesSection() {
  const rules = useQuery({
    queryKey: queryKeys.healthRules,
    queryFn: ({ signal }) => client.call(getHealthRules, { signal }),
    // A form that follows the answer would lose what is being typed.
    refetchOnWindowFocus: false,
  })
  return (
    <SettingsSection
      id="checks"
      title="Checks"
      description="How often servers are checked, and what makes one slow, unhealthy or healthy again. What a server sets for itself goes before its tags, and they go before what holds for all."
    >
      {rules.data ? (
        <Card className="p-4">
          <RulesForm {...rules.data} />
        </Card>
      ) : rules.error ? (
        <Card>
          <QueryError title="The limits could not be read" query={rules} />
        </Card>
      ) : (
        <Skeleton role="status" aria-label="Loading the limits" className="h-96 rounded-lg" />
      )}
    </SettingsSection>
  )
}
