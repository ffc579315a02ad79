'use client'
import { useId, useState } from 'react'
import type { Question } from '@/lib/domain/chat'
import { Button } from '../button'
import { CodeBlock } from '../code-block'
import { Label } from '../label'
import { countWords } from '../number-words'
import { Textarea } from '../textarea'
import type { AnswerProps } from './answer-props'

type Asks = Extract<Question['asks'], { kind: 'sampling' }>

interface SamplingQuestionProps extends AnswerProps {
  asks: Asks
  state: Question['state']
}

/** What a server wants to ask the model; then what the model says, before the server gets it. */
export function SamplingQuestion({ asks, state, isBusy, onAnswer }: SamplingQuestionProps) {
  return (
    <div className="grid gap-3">
      {asks.system !== undefined && <Said by="Instructions" text={asks.system} />}
      {asks.messages.map(({ role, text }, at) => (
        <Said key={at} by={role === 'assistant' ? 'Assistant' : 'User'} text={text} />
      ))}
      {asks.draft ? (
        <Draft key={asks.draft.text} draft={asks.draft} isBusy={isBusy} onAnswer={onAnswer} />
      ) : (
        <>
          <p className="text-muted-foreground text-sm">
            Your model would answer with up to {countWords(asks.maxTokens)} tokens. You see its answer before
            the server does.
          </p>
          {state === 'working' ? (
            <div className="flex flex-wrap items-center gap-2">
              <p role="status" className="text-sm">
                The model is answering
              </p>
              <Button size="sm" onClick={() => onAnswer({ action: 'cancel' })}>
                Stop
              </Button>
            </div>
          ) : (
            <div className="flex flex-wrap gap-2">
              <Button
                size="sm"
                variant="primary"
                disabled={isBusy}
                onClick={() => onAnswer({ action: 'accept' })}
              >
                Ask the model
              </Button>
              <Button size="sm" disabled={isBusy} onClick={() => onAnswer({ action: 'decline' })}>
                Decline
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  )
}

function Said({ by, text }: { by: string; text: string }) {
  return (
    <section className="grid gap-1">
      <h4 className="text-muted-foreground text-xs font-medium">{by}</h4>
      <CodeBlock code={text} label={by} wrap copy={false} className="max-h-48" />
    </section>
  )
}

interface DraftProps extends AnswerProps {
  draft: NonNullable<Asks['draft']>
}

function Draft({ draft, isBusy, onAnswer }: DraftProps) {
  const id = useId()
  const [text, setText] = useState(draft.text)
  return (
    <div className="grid gap-2">
      <Label htmlFor={id}>{draft.model} answered; change it if you want</Label>
      <Textarea
        id={id}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="field-sizing-content max-h-80 min-h-16"
      />
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          variant="primary"
          disabled={isBusy}
          onClick={() => onAnswer({ action: 'accept', content: { text } })}
        >
          Send to the server
        </Button>
        <Button size="sm" disabled={isBusy} onClick={() => onAnswer({ action: 'decline' })}>
          Keep it from the server
        </Button>
      </div>
    </div>
  )
}
