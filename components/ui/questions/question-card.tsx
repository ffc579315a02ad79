'use client'
import { useMutation } from '@tanstack/react-query'
import { CircleHelp, ExternalLink, Sparkles } from 'lucide-react'
import { client } from '@/components/shell/client'
import { answerQuestion } from '@/lib/domain/api/approvals'
import type { Question } from '@/lib/domain/chat'
import { assertNever } from '@/lib/kit/assert-never'
import { AskBox } from '../ask-box'
import { Button } from '../button'
import { ArgumentsForm } from '../schema-form/arguments-form'
import type { GivenAnswer as Given } from './answer-props'
import { SamplingQuestion } from './sampling-question'
import { UrlQuestion } from './url-question'

const ENDED: Record<Exclude<Question['state'], 'waiting' | 'working'>, string> = {
  accepted: 'answered',
  declined: 'declined',
  cancelled: 'cancelled',
  expired: 'not answered in time',
}

interface QuestionCardProps {
  question: Question
  /** Told of the question as it is after the answer, where nothing else tells the page. */
  onAnswered?: ((question: Question) => void) | undefined
}

/** What a server asks in the middle of a call, answered in place; once it is over, one line. */
export function QuestionCard({ question, onAnswered }: QuestionCardProps) {
  const { server, message, asks, state } = question
  const Icon = asks.kind === 'sampling' ? Sparkles : asks.kind === 'url' ? ExternalLink : CircleHelp
  const isOpen = state === 'waiting' || state === 'working'
  const answer = useMutation({
    mutationFn: (body: Given) => client.call(answerQuestion, { params: { id: question.id }, body }),
    ...(onAnswered && { onSuccess: onAnswered }),
  })
  if (!isOpen) {
    return (
      <p className="text-muted-foreground flex items-center gap-2 text-xs">
        <Icon className="size-3.5 shrink-0" aria-hidden />
        <span className="min-w-0 wrap-anywhere">
          {titleOf(question)}: {ENDED[state]}
        </span>
      </p>
    )
  }
  return (
    <AskBox
      icon={Icon}
      title={titleOf(question)}
      about={
        // A server's words, as plain text.
        message !== '' && <p className="pl-6 text-sm wrap-anywhere whitespace-pre-wrap">{message}</p>
      }
    >
      <QuestionBody question={question} isBusy={answer.isPending} onAnswer={(body) => answer.mutate(body)} />
      {answer.error && (
        <p role="alert" className="text-bad text-sm wrap-anywhere">
          {answer.error.message}
        </p>
      )}
      <p className="text-muted-foreground text-xs">
        What you answer goes to {server}. Do not enter passwords or keys that it does not need.
      </p>
    </AskBox>
  )
}

interface BodyProps {
  question: Question
  isBusy: boolean
  onAnswer: (given: Given) => void
}

function QuestionBody({ question, isBusy, onAnswer }: BodyProps) {
  const { asks } = question
  switch (asks.kind) {
    case 'form':
      return (
        <ArgumentsForm
          schema={asks.schema}
          isTitled
          isDisabled={isBusy}
          // A flat form: its values are texts, numbers, booleans and lists of texts.
          onSubmit={(content) =>
            onAnswer({ action: 'accept', content: content as NonNullable<Given['content']> })
          }
          actions={
            <>
              <Button type="submit" size="sm" variant="primary" disabled={isBusy}>
                Send
              </Button>
              <Button size="sm" disabled={isBusy} onClick={() => onAnswer({ action: 'decline' })}>
                Decline
              </Button>
              <Button
                size="sm"
                variant="ghost"
                disabled={isBusy}
                onClick={() => onAnswer({ action: 'cancel' })}
              >
                Cancel
              </Button>
            </>
          }
        />
      )
    case 'url':
      return <UrlQuestion url={asks.url} isBusy={isBusy} onAnswer={onAnswer} />
    case 'sampling':
      return <SamplingQuestion asks={asks} state={question.state} isBusy={isBusy} onAnswer={onAnswer} />
    default:
      return assertNever(asks)
  }
}

function titleOf({ asks, server, tool }: Question): string {
  switch (asks.kind) {
    case 'form':
      return `${server} asks you, for ${tool}`
    case 'url':
      return `${server} wants you to visit a page, for ${tool}`
    case 'sampling':
      return `${server} wants your model's answer, for ${tool}`
    default:
      return assertNever(asks)
  }
}
