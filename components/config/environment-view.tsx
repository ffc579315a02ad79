import { SquareTerminal } from 'lucide-react'
import type { z } from 'zod'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { LookBadge } from '@/components/ui/state-badge'
import type { getConfig } from '@/lib/domain/api/config'
import { ENVIRONMENT, environmentLook } from './config-words'
import { ProblemList } from './problem-list'
import { ServerLinks } from './server-links'

type Environment = z.infer<typeof getConfig.response>['environment']

/** The variable's text is never shown: it may hold secrets anywhere. */
export function EnvironmentView({ environment }: { environment: Environment }) {
  return (
    <Card aria-labelledby="environment-title">
      <CardHeader>
        <CardTitle id="environment-title">
          <code className="text-xs font-semibold">{ENVIRONMENT}</code>
        </CardTitle>
        <LookBadge look={environmentLook(environment)} className="text-xs" />
      </CardHeader>
      <ProblemList problems={environment.problems} />
      <ServerLinks label="Servers declared here" names={environment.servers} />
      {environment.servers.length === 0 && (
        <EmptyState
          icon={SquareTerminal}
          title={environment.set ? 'The variable declares no server' : 'The variable is not set'}
        >
          Set <code>{ENVIRONMENT}</code> to the same document as a file, in YAML or JSON, before Portolan
          starts. Files win over it where both name a server.
        </EmptyState>
      )}
      {environment.servers.length > 0 && (
        <p className="text-muted-foreground px-4 py-3">
          A change of the environment needs a restart; its values are not shown here.
        </p>
      )}
    </Card>
  )
}
