'use client'
import { ChevronRight, Play } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { CallQuestions } from '@/components/ui/questions/call-questions'
import { RefusedRequests } from '@/components/ui/questions/refused-requests'
import { useToolCall } from '@/components/ui/questions/use-tool-call'
import { ArgumentsForm } from '@/components/ui/schema-form/arguments-form'
import { LookBadge } from '@/components/ui/state-badge'
import { CONNECTION_LOOKS, type Look } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import type { FoundTools } from '@/lib/domain/api/chat'
import { cn } from '@/lib/kit/class-names'
import { CALL_LOOKS } from './calls/call-looks'
import { Failure } from './answer-failure'
import { ResultView } from './calls/result-view'

const HELD_LOOK: Look = { word: 'Held', tone: 'warn', shape: 'diamond' }

interface ToolItemProps {
  found: FoundTools['items'][number]
  isOpen: boolean
  onToggle: () => void
}

/** One tool in a list; open, it is a form made of its schema, and the result below it. */
export function ToolItem({ found: { server, tool, connection, held }, isOpen, onToggle }: ToolItemProps) {
  const id = useId()
  return (
    <li className="bg-card">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={onToggle}
        className="hover:bg-accent/60 grid w-full min-w-0 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 px-3 py-2 text-left focus-visible:-outline-offset-2"
      >
        <ChevronRight
          className={cn('text-muted-foreground size-3.5 transition-transform', isOpen && 'rotate-90')}
          aria-hidden
        />
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="min-w-0 truncate font-mono text-xs font-medium">{tool.name}</span>
          <span className="text-muted-foreground max-w-[50%] shrink-0 truncate text-xs">{server}</span>
        </span>
        {held && <LookBadge look={HELD_LOOK} className="text-xs" />}
        {!held && connection.kind !== 'ready' && (
          <LookBadge look={CONNECTION_LOOKS[connection.kind]} className="text-xs" />
        )}
        {tool.description && (
          <span className={cn('text-muted-foreground col-start-2 text-xs', !isOpen && 'truncate')}>
            {tool.description}
          </span>
        )}
      </button>
      {isOpen && (
        <div id={id} className="border-t px-3 py-3 sm:pl-9">
          <CallForm server={server} tool={tool.name} schema={tool.inputSchema} />
        </div>
      )}
    </li>
  )
}

function CallForm({ server, tool, schema }: { server: string; tool: string; schema: unknown }) {
  const { state, start, cancel } = useToolCall({ server, tool })
  const isRunning = state.kind === 'running'
  return (
    <div className="grid min-w-0 gap-4">
      <ArgumentsForm
        schema={schema}
        isDisabled={isRunning}
        onSubmit={start}
        actions={
          isRunning ? (
            // Keys of their own: were one element both, a stop that settles at once would make it submit.
            <Button key="stop" onClick={cancel}>
              Stop
            </Button>
          ) : (
            <Button key="call" type="submit" variant="primary">
              <Play aria-hidden />
              Call
            </Button>
          )
        }
      />
      {isRunning && (
        <>
          <CallQuestions key={state.call} call={state.call} />
          <p role="status" className="text-muted-foreground text-sm">
            Calling {tool}
          </p>
        </>
      )}
      {state.kind === 'cancelled' && <p className="text-muted-foreground text-sm">Stopped.</p>}
      {state.kind === 'failed' && <Failure message={state.message} />}
      {state.kind === 'answered' && (
        <section className="grid min-w-0 gap-2">
          <h3 className="flex items-center gap-3 text-xs">
            <LookBadge
              look={state.result.isError ? CALL_LOOKS.failed : CALL_LOOKS.done}
              className="text-xs"
            />
            <span className="text-muted-foreground font-normal">{durationWords(state.durationMs)}</span>
          </h3>
          <RefusedRequests sentences={state.refused} />
          <ResultView result={state.result} label={tool} />
        </section>
      )}
    </div>
  )
}
