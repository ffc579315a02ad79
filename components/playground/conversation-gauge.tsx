'use client'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import type { ConversationUsage } from '@/lib/domain/api/conversations'
import { cn } from '@/lib/kit/class-names'
import { type ContextLevel, tokenWords, usageCosts } from './gauge'

interface ConversationGaugeProps {
  level: ContextLevel | null
  usage: ConversationUsage | undefined
}

/** From here on the context is nearly full. */
const NEARLY = 0.8

/** How full the model's context is, and what the conversation has taken so far. */
export function ConversationGauge({ level, usage }: ConversationGaugeProps) {
  if (!level && !usage?.turns) return null
  const cost = usage && usageCosts(usage)
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" variant="ghost" className="text-muted-foreground tabular-nums">
          {level && <Level level={level} />}
          {cost && <span>{cost}</span>}
          <span className="sr-only">Tokens and cost</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent side="top" className="w-72 text-sm" aria-label="Tokens and cost">
        <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 tabular-nums">
          {level && (
            <Fact name="In the context now">
              {countWords(level.tokens)}
              {level.limit !== undefined && ` of ${countWords(level.limit)}`}
            </Fact>
          )}
          {usage && (
            <>
              <Fact name="Answers, all branches">{countWords(usage.turns)}</Fact>
              <Fact name="Tokens in">{countWords(usage.inputTokens)}</Fact>
              {usage.cachedTokens > 0 && (
                <Fact name="Of them from the cache">{countWords(usage.cachedTokens)}</Fact>
              )}
              <Fact name="Tokens out">{countWords(usage.outputTokens)}</Fact>
              {cost && <Fact name="Cost">{cost}</Fact>}
            </>
          )}
        </dl>
        {(level?.limit === undefined || !cost) && (
          <p className="text-muted-foreground mt-2 border-t pt-2 text-xs text-pretty">
            {level?.limit === undefined && 'How much the context holds is not set. '}
            {!cost && 'Without prices there is no cost. '}
            Both belong to the model in Settings.
          </p>
        )}
      </PopoverContent>
    </Popover>
  )
}

function Level({ level: { tokens, limit, share } }: { level: ContextLevel }) {
  const words =
    limit === undefined
      ? amountWords(tokens, 'token')
      : `${countWords(tokens)} of ${countWords(limit)} tokens`
  return (
    <span className="inline-flex items-center gap-1.5" title={`Context: ${words}`}>
      {share !== undefined && (
        <span className="bg-muted inline-block h-1.5 w-10 overflow-hidden rounded-full" aria-hidden>
          <span
            className={cn('block h-full', share >= NEARLY ? 'bg-warn' : 'bg-primary')}
            style={{ width: `${Math.max(4, share * 100)}%` }}
          />
        </span>
      )}
      <span>
        {tokenWords(tokens)}
        {limit === undefined ? (tokens === 1 ? ' token' : ' tokens') : ` / ${tokenWords(limit)}`}
      </span>
      {share !== undefined && share >= NEARLY && <span className="text-warn font-medium">nearly full</span>}
    </span>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  )
}
