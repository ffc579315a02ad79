import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import type { Reload } from '@/lib/domain/api/config'
import { ChangeList } from './change-list'
import { OUTCOME_LOOKS, TRIGGER_WORDS } from './config-words'
import { ProblemList } from './problem-list'

export function LastReload({ reload }: { reload: Reload | undefined }) {
  if (!reload) return null
  const { changes, problems, outcome } = reload
  const errors = problems.filter((problem) => problem.severity === 'error')
  const quiet = changes.added.length + changes.changed.length + changes.removed.length === 0
  return (
    <Card aria-labelledby="last-reload-title">
      <CardHeader className={quiet && errors.length === 0 ? 'border-0' : ''}>
        <CardTitle id="last-reload-title">
          Last reload
          <LookBadge look={OUTCOME_LOOKS[outcome]} className="text-xs" />
        </CardTitle>
        <p className="text-muted-foreground text-xs">
          {quiet && outcome !== 'rejected' && 'No server changed. '}
          Read <RelativeTime at={reload.at} /> {TRIGGER_WORDS[reload.trigger]}
        </p>
      </CardHeader>
      {outcome === 'rejected' && <ProblemList problems={errors} showPlace />}
      {!quiet && (
        <CardContent className="py-3">
          <ChangeList changes={changes} />
        </CardContent>
      )}
    </Card>
  )
}
