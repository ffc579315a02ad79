'use client'
import { useChat } from '@ai-sdk/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { StickToBottom, type StickToBottomContext } from 'use-stick-to-bottom'
import { AlertDialog } from '@/components/ui/alert-dialog'
import type { DetectedModels, ModelView } from '@/lib/domain/api/chat'
import { cn } from '@/lib/kit/class-names'
import { Failure } from './answer-failure'
import { DecisionsProvider } from './calls/decisions'
import { CompareView } from './compare/compare-view'
import { BeforeFirst } from './before-first'
import { Composer } from './composer'
import { ComposerQueue } from './composer-queue'
import { ConversationGauge } from './conversation-gauge'
import { ConversationMessages } from './conversation-messages'
import { EarlierMessages, ToBottom, useLoadEarlier } from './conversation-scroll'
import { NEW } from './drafts'
import { Examples } from './empty-conversation'
import { FindBar } from './find/find-bar'
import { useFind } from './find/use-find'
import { contextLevel } from './gauge'
import { lossOf } from './join-again'
import { hasEndedWell } from './message-ending'
import { choicesOf } from './model-choice'
import { ModelSign } from './model-sign'
import { NoModel, NoModelSign } from './no-model'
import { isRunning as isChatRunning, stopAnswer } from './open-chats'
import type { Asked } from './queue'
import { ParticipantsMenu } from './participants'
import { CollectionsMenu } from './participating-collections'
import { useChosenModels } from './use-chosen-models'
import { useCompare } from './use-compare'
import { useConversationActions } from './use-conversation-actions'
import type { OpenedChat } from './use-open-chat'
import { selectionOf, useParticipants } from './use-participants'
import { useQueue } from './use-queue'
import { useShortcuts } from './use-shortcuts'

interface ConversationViewProps {
  opened: Extract<OpenedChat, { kind: 'open' }>
  /** Null: what is found is the answer. */
  model: ModelView | null
  detected: DetectedModels[]
  /** Whether it has its place in the URL yet. */
  isNamed: boolean
  /** Called with the first question of a conversation that is not stored yet. */
  onBegin: () => void
  isFinding: boolean
  onFindingEnd: () => void
  onInspect: (id: string) => void
}

/** Redrawing more often than this makes long answers stutter. */
const THROTTLE_MS = 50

/** One conversation: what was said, and where to say more. */
export function ConversationView({
  opened,
  model,
  detected,
  isNamed,
  onBegin,
  isFinding,
  onFindingEnd,
  onInspect,
}: ConversationViewProps) {
  const { chat, branch, earlier } = opened
  const participants = useParticipants()
  const chosen = useChosenModels()
  const scroll = useRef<StickToBottomContext>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const [editing, setEditing] = useState<string>()
  const [removing, setRemoving] = useState<string>()
  const { messages, status, error } = useChat({ chat, throttle: THROTTLE_MS })
  const { comparison, ...compare } = useCompare(chat, chosen.rival !== undefined)
  const loss = lossOf(chat, { status, error })
  const isRunning = isChatRunning({ status }) || loss?.isJoining === true
  const body = { ...selectionOf(participants.chosen), ...(chosen.model && { model: chosen.model }) }
  const loadEarlier = useLoadEarlier(scroll, earlier.load)
  const actions = useConversationActions(chat, { body, loadEarlier: loadEarlier.page })
  const find = useFind({ isOpen: isFinding, messages, loadAll: loadEarlier.all, scroll })
  const models = useMemo(
    () => (model ? choicesOf(model, detected, [chosen.model]) : []),
    [model, detected, chosen.model],
  )
  const last = messages.at(-1)
  const lastQuestion = messages.findLast(({ role }) => role === 'user')

  const ask = (asked: Asked) => {
    const isFirst = messages.length === 0
    void scroll.current?.scrollToBottom()
    if (chosen.rival) compare.begin(chosen.rival, body)
    actions.send(asked)
    if (isFirst) onBegin()
  }
  const send = (asked: Asked) => {
    if (!comparison) {
      ask(asked)
      return
    }
    // Who goes on without a word has kept the first one.
    const kept = comparison.beside.messages.length > 0 ? last?.id : undefined
    compare.end()
    void (kept === undefined ? Promise.resolve() : actions.switchTo(kept)).then(() => ask(asked))
  }
  const queue = useQueue({ conversation: chat.id, isRunning, hasEndedWell: hasEndedWell(last), send })
  const recall = useCallback(() => {
    const question = chat.messages.findLast(({ role }) => role === 'user')
    if (question && !isChatRunning(chat)) setEditing(question.id)
  }, [chat])
  const step = (by: 1 | -1) => {
    const siblings = last && earlier.branches[last.id]
    const next = siblings?.[siblings.indexOf(last?.id ?? '') + by]
    if (next !== undefined && !isRunning) void actions.switchTo(next)
  }
  useShortcuts({
    focus: () => field.current?.focus(),
    edit: recall,
    again: () => {
      if (!isRunning && last?.role === 'assistant') actions.regenerate(last.id)
    },
    'previous-branch': () => step(-1),
    'next-branch': () => step(1),
  })

  const isCompared = comparison !== undefined && comparison.question === lastQuestion?.id
  const listed = isCompared && last?.role === 'assistant' ? messages.slice(0, -1) : messages
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      {isFinding && (
        <FindBar
          find={find}
          onClose={() => {
            onFindingEnd()
            field.current?.focus()
          }}
        />
      )}
      {messages.length === 0 ? (
        <BeforeFirst>
          {model ? (
            <Examples onAsk={(text) => send({ text, attachments: [] })} />
          ) : (
            <NoModel detected={detected} />
          )}
        </BeforeFirst>
      ) : (
        <StickToBottom
          contextRef={scroll}
          className="relative min-h-0 flex-1"
          resize="smooth"
          initial="instant"
        >
          <StickToBottom.Content
            className={cn(
              'mx-auto flex w-full flex-col gap-6 px-4 py-6',
              isCompared ? 'max-w-6xl' : 'max-w-3xl',
            )}
            scrollClassName="[scrollbar-width:thin]"
          >
            {earlier.isBefore(messages[0]?.id) && <EarlierMessages load={loadEarlier} />}
            <DecisionsProvider chat={chat} body={body}>
              <ConversationMessages
                conversation={chat.id}
                messages={listed}
                isRunning={isRunning}
                branches={earlier.branches}
                models={models}
                actions={actions}
                editing={editing}
                found={isFinding ? find.current : undefined}
                onEdit={setEditing}
                onRemove={setRemoving}
                onInspect={onInspect}
              />
            </DecisionsProvider>
            {isCompared && (
              <CompareView
                chat={chat}
                beside={comparison.beside}
                rival={comparison.rival?.model}
                onInspect={onInspect}
                onKeep={(message) => void actions.switchTo(message.id).then(compare.end)}
              />
            )}
            {status === 'submitted' && last?.role === 'user' && (
              <p role="status" className="text-muted-foreground text-sm">
                Asking
              </p>
            )}
            {loss && (
              <Failure
                message={loss.message}
                onRetry={loss.isJoining ? undefined : () => actions.regenerate()}
              />
            )}
          </StickToBottom.Content>
          <ToBottom />
        </StickToBottom>
      )}
      <div className="mx-auto w-full max-w-3xl px-4 pb-4">
        <ComposerQueue {...queue} />
        <Composer
          conversation={isNamed ? chat.id : NEW}
          isRunning={isRunning}
          onSend={isRunning ? queue.add : send}
          onStop={() => void stopAnswer(chat)}
          onRecall={recall}
          field={field}
        >
          <ParticipantsMenu {...participants} />
          <CollectionsMenu {...participants} />
          {model ? <ModelSign set={model} detected={detected} chosen={chosen} /> : <NoModelSign />}
          <ConversationGauge
            level={contextLevel(
              messages.map(({ metadata }) => metadata),
              last?.metadata?.contextLimit ?? model?.contextTokens,
            )}
            usage={branch?.usage}
          />
        </Composer>
      </div>
      <AlertDialog
        open={removing !== undefined}
        onOpenChange={(isOpen) => !isOpen && setRemoving(undefined)}
        title="Delete this question and all that follows?"
        action="Delete question"
        destructive
        onConfirm={() => removing !== undefined && actions.remove(removing)}
      >
        Its answers, and what was asked after them in any branch, will be gone for good.
      </AlertDialog>
    </div>
  )
}
