'use client'
import { Check, CircleSlash, Download, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { ContentBlocks } from '@/components/ui/content-blocks/content-blocks'
import { TextBlock } from '@/components/ui/content-blocks/text-block'
import { CopyButton } from '@/components/ui/copy-button'
import { RefusedRequests } from '@/components/ui/questions/refused-requests'
import type { CallState } from '@/components/ui/questions/use-tool-call'
import { durationWords } from '@/components/ui/time-words'
import { useNow } from '@/components/ui/use-now'
import { download } from '@/lib/client/download'
import { assertNever } from '@/lib/kit/assert-never'
import { resultText, shownContent } from './result-text'

interface CallOutcomeProps {
  state: CallState
  onOpenResource: (uri: string) => void
}

/** What became of a call. The tool's own error and a call that never got through are told apart. */
export function CallOutcome({ state, onOpenResource }: CallOutcomeProps) {
  switch (state.kind) {
    case 'none':
      return null
    case 'running':
      return <Running startedAt={state.startedAt} />
    case 'cancelled':
      return (
        <Notice icon={<CircleSlash className="text-muted-foreground" aria-hidden />} title="Cancelled">
          The server was told; what it had done by then is done.
        </Notice>
      )
    case 'failed':
      return (
        <Notice
          icon={<TriangleAlert className="text-bad" aria-hidden />}
          title="The call failed"
          code={state.code}
        >
          {state.message}
        </Notice>
      )
    case 'answered':
      return <Answer answered={state} onOpenResource={onOpenResource} />
    default:
      return assertNever(state)
  }
}

function Running({ startedAt }: { startedAt: number }) {
  const words = useNow((now) => (now > startedAt ? durationWords(now - startedAt) : ''))
  return (
    <p role="status" className="text-muted-foreground text-sm">
      Running {words}
    </p>
  )
}

function Notice(props: { icon: ReactNode; title: string; code?: string; children: ReactNode }) {
  return (
    <section role="alert" className="grid gap-1 rounded-lg border p-4 text-sm">
      <h3 className="flex items-center gap-2 font-medium [&_svg]:size-4">
        {props.icon}
        {props.title}
        {props.code !== undefined && (
          <code className="text-muted-foreground text-xs font-normal">{props.code}</code>
        )}
      </h3>
      <p className="text-muted-foreground wrap-anywhere">{props.children}</p>
    </section>
  )
}

interface AnswerProps {
  answered: Extract<CallState, { kind: 'answered' }>
  onOpenResource: (uri: string) => void
}

function Answer({ answered, onOpenResource }: AnswerProps) {
  const { result, durationMs, refused } = answered
  const content = shownContent(result)
  const isEmpty = content.length === 0 && result.structuredContent === undefined
  return (
    <section aria-label="Result" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2" role="status">
        <h3 className="flex items-center gap-1.5 text-sm font-medium">
          {result.isError ? (
            <X className="text-bad size-4" aria-hidden />
          ) : (
            <Check className="text-ok size-4" aria-hidden />
          )}
          {result.isError ? 'The tool reports an error' : 'Result'}
        </h3>
        <span className="text-muted-foreground text-xs tabular-nums">{durationWords(durationMs)}</span>
        <span className="ml-auto flex items-center gap-1">
          <CopyButton text={resultText(result)} label="Copy result" />
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label="Download result as JSON"
            title="Download result as JSON"
            onClick={() => download('result.json', JSON.stringify(result, null, 2), 'application/json')}
          >
            <Download aria-hidden />
          </Button>
        </span>
      </div>
      <RefusedRequests sentences={refused} />
      <ContentBlocks content={content} onOpenResource={onOpenResource} />
      {result.structuredContent !== undefined && (
        <div className="grid gap-1">
          <h4 className="text-muted-foreground text-xs font-medium">Structured</h4>
          <TextBlock
            text={JSON.stringify(result.structuredContent, null, 2)}
            label="Structured result"
            fileName="result.json"
          />
        </div>
      )}
      {isEmpty && <p className="text-muted-foreground text-sm">It answered with nothing.</p>}
    </section>
  )
}
