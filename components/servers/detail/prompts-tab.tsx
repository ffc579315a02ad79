'use client'
import { useMutation } from '@tanstack/react-query'
import { MessageSquareQuote } from 'lucide-react'
import { useMemo } from 'react'
import { client } from '@/components/shell/client'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ContentBlocks } from '@/components/ui/content-blocks/content-blocks'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { ArgumentsForm } from '@/components/ui/schema-form/arguments-form'
import { getPrompt } from '@/lib/domain/api/capabilities'
import type { ServerDetail } from '@/lib/domain/api/servers'
import type { Prompt } from '@/lib/domain/capability'
import { Listing } from './listing'
import { PickList } from './pick-list'
import { promptSchemaOf, textArguments } from './prompt-schema'
import { usePrompts } from './queries'
import { PANE_HEIGHT, TwoPanes } from './two-panes'

interface PromptsTabProps {
  server: ServerDetail
  chosen: string | null
  onChoose: (prompt: string | null) => void
}

export function PromptsTab({ server, ...props }: PromptsTabProps) {
  const prompts = usePrompts(server)
  return (
    <Listing server={server} what="prompts" query={prompts}>
      {({ items }) => <Prompts server={server} prompts={items} {...props} />}
    </Listing>
  )
}

function Prompts({ server, prompts, chosen, onChoose }: PromptsTabProps & { prompts: Prompt[] }) {
  const items = useMemo(
    () => prompts.map((prompt) => ({ id: prompt.name, label: prompt.name, hint: prompt.description })),
    [prompts],
  )
  if (prompts.length === 0) {
    return (
      <EmptyState icon={MessageSquareQuote} title="It has no prompts">
        The server is connected and offers none.
      </EmptyState>
    )
  }
  const prompt = prompts.find((each) => each.name === chosen)
  return (
    <TwoPanes
      isChosen={prompt !== undefined}
      back="All prompts"
      onBack={() => onChoose(null)}
      list={
        <PickList label="Prompts" items={items} chosen={chosen} onChoose={onChoose} className={PANE_HEIGHT} />
      }
      chosen={
        prompt ? (
          <PromptPane key={prompt.name} server={server.name} prompt={prompt} />
        ) : (
          <EmptyState
            icon={MessageSquareQuote}
            title={chosen === null ? 'Choose a prompt' : `It has no prompt ${chosen}`}
          >
            Fill it in and see the messages that it becomes.
          </EmptyState>
        )
      }
    />
  )
}

function PromptPane({ server, prompt }: { server: string; prompt: Prompt }) {
  const schema = useMemo(() => promptSchemaOf(prompt), [prompt])
  const fill = useMutation({
    mutationFn: (args: Record<string, string>) =>
      client.call(getPrompt, { params: { name: server, prompt: prompt.name }, body: { arguments: args } }),
  })
  return (
    <article aria-labelledby="prompt-title" className="grid gap-4">
      <header className="grid gap-1">
        <h2 id="prompt-title" className="font-mono text-base font-semibold wrap-anywhere">
          {prompt.name}
        </h2>
        {prompt.description !== undefined && (
          <p className="text-muted-foreground max-w-prose text-sm whitespace-pre-wrap">
            {prompt.description}
          </p>
        )}
      </header>
      <ArgumentsForm
        schema={schema}
        isDisabled={fill.isPending}
        onSubmit={(args) => fill.mutate(textArguments(args))}
        actions={
          <Button type="submit" variant="primary" disabled={fill.isPending}>
            {fill.isPending ? 'Filling' : 'Fill'}
          </Button>
        }
      />
      {fill.isError && (
        <ErrorState title="The prompt could not be filled" error={fill.error} className="py-4" />
      )}
      {fill.data && (
        <section aria-label="Messages" className="grid gap-3">
          {fill.data.description !== undefined && (
            <p className="text-muted-foreground text-sm">{fill.data.description}</p>
          )}
          {fill.data.messages.map((message, index) => (
            <div key={index} className="grid gap-1.5">
              <Badge className="justify-self-start">{message.role}</Badge>
              <ContentBlocks content={contentOf(message)} />
            </div>
          ))}
        </section>
      )}
    </article>
  )
}

/** One block, or several: servers differ, and the schema is loose. */
function contentOf(message: Record<string, unknown>): Record<string, unknown>[] {
  const content: unknown[] = Array.isArray(message.content) ? message.content : [message.content]
  return content.filter(
    (block): block is Record<string, unknown> => typeof block === 'object' && block !== null,
  )
}
