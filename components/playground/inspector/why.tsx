'use client'
import { useMutation } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { explainPassage, explainTool } from '@/lib/domain/api/search'
import { messageOf } from '@/lib/kit/app-error'
import { ScoreWords } from '../citations/score-words'
import type { RankingRow } from './ranking-rows'
import { passagesIn, toolsIn, type TurnScope } from './turn-scope'

/** What one may ask about: a passage, the best of a document, a tool. */
export type Asked =
  | { kind: 'passage'; passage: { id: string } }
  | { kind: 'document'; document: string }
  | { kind: 'tool'; tool: { server: string; tool: string } }

/** Asks why something was not taken, and shows the answer below. */
export function WhyButton({
  scope,
  about,
  label = 'Why not this one?',
}: {
  scope: TurnScope
  about: Asked | RankingRow
  label?: string
}) {
  const explain = useMutation({ mutationFn: () => explained(scope, about) })
  if (explain.data) {
    return (
      <div
        role="status"
        className="bg-muted grid gap-1 rounded-md px-2 py-1.5 text-xs text-pretty wrap-anywhere"
      >
        <p>{explain.data.message}</p>
        {explain.data.found && (
          <ScoreWords scores={explain.data.found.scores} ranks={explain.data.found.ranks} />
        )}
      </div>
    )
  }
  return (
    <>
      <Button
        size="sm"
        variant="ghost"
        className="text-primary -ml-1.5 w-fit px-1.5"
        disabled={explain.isPending}
        onClick={() => explain.mutate()}
      >
        {explain.isPending ? 'Looking' : label}
      </Button>
      {explain.error && (
        <p role="alert" className="text-bad text-xs">
          That could not be told: {messageOf(explain.error)}
        </p>
      )}
    </>
  )
}

async function explained(scope: TurnScope, about: Asked | RankingRow) {
  if (about.kind === 'tool') {
    const { server, tool } = about.tool
    const { message, tool: found } = await client.call(explainTool, {
      body: { ...toolsIn(scope), server, tool },
    })
    return { message, found }
  }
  const asked = passagesIn(scope)
  if (!asked) return { message: 'No collection took part in this question.', found: null }
  const which = about.kind === 'document' ? { document: about.document } : { passage: about.passage.id }
  const { message, passage: found } = await client.call(explainPassage, { body: { ...asked, ...which } })
  return { message, found }
}
