'use client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { SettingsSection } from '../settings-section'
import { RememberedList } from './remembered-list'
import { RulesForm } from './rules-form'
import { useApprovals } from './use-approvals'

/** Which tools run by themselves in the playground, which ask, and which never run. */
export function ApprovalsSection() {
  const { view, save, forget } = useApprovals()
  return (
    <SettingsSection
      id="approvals"
      title="Tool approvals"
      description="In the playground, tools that say they only read run by themselves; all others ask. Rules say otherwise: of those that fit a tool deny wins, then ask, then allow. A tool whose description changed runs only when you have approved the change on its server’s page."
    >
      <div className="grid gap-4">
        {view.data ? (
          <>
            <Card>
              <RulesForm
                rules={view.data.rules}
                isBusy={save.isPending}
                onSave={(rules) => save.mutateAsync(rules)}
              />
            </Card>
            <Card>
              <RememberedList remembered={view.data.remembered} onForget={(id) => forget.mutate(id)} />
            </Card>
          </>
        ) : view.isError ? (
          <Card>
            <QueryError title="The rules could not be read" query={view} />
          </Card>
        ) : (
          <div role="status" aria-label="Loading" className="grid gap-3">
            <Skeleton className="h-24 w-full" />
            <Skeleton className="h-16 w-full" />
          </div>
        )}
      </div>
    </SettingsSection>
  )
}
