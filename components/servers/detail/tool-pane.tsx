'use client'
import { Play, Square } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { CallQuestions } from '@/components/ui/questions/call-questions'
import { useToolCall } from '@/components/ui/questions/use-tool-call'
import { ArgumentsForm } from '@/components/ui/schema-form/arguments-form'
import { TextBlock } from '@/components/ui/content-blocks/text-block'
import type { HeldTool as Held, Tool } from '@/lib/domain/capability'
import { CallOutcome } from './call-outcome'
import { HeldTool } from './held-tool'

interface ToolPaneProps {
  server: string
  tool: Tool
  held: Held | undefined
  onOpenResource: (uri: string) => void
}

/** One tool: what it says of itself, a form to call it, and what came back. */
export function ToolPane({ server, tool, held, onOpenResource }: ToolPaneProps) {
  const call = useToolCall({ server, tool: tool.name })
  const isRunning = call.state.kind === 'running'
  const title = tool.title ?? tool.annotations?.title
  return (
    <article aria-labelledby="tool-title" className="grid gap-4">
      <header className="grid gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h2 id="tool-title" className="font-mono text-base font-semibold wrap-anywhere">
            {tool.name}
          </h2>
          {title !== undefined && title !== tool.name && (
            <span className="text-muted-foreground text-sm">{title}</span>
          )}
          <ToolHints tool={tool} />
        </div>
        {tool.description !== undefined && <Description text={tool.description} />}
      </header>
      {held && <HeldTool server={server} held={held} />}
      <ArgumentsForm
        schema={tool.inputSchema}
        onSubmit={call.start}
        isDisabled={isRunning}
        actions={
          isRunning ? (
            // Keys of their own: were one element both, a cancel that settles at once would make it submit.
            <Button key="cancel" onClick={call.cancel}>
              <Square aria-hidden />
              Cancel
            </Button>
          ) : (
            <Button key="call" type="submit" variant="primary" disabled={held !== undefined}>
              <Play aria-hidden />
              Call
            </Button>
          )
        }
      />
      {call.state.kind === 'running' && <CallQuestions key={call.state.call} call={call.state.call} />}
      <CallOutcome state={call.state} onOpenResource={onOpenResource} />
      <details className="text-sm">
        <summary className="text-muted-foreground cursor-pointer">Schema</summary>
        <div className="grid gap-3 pt-2">
          <TextBlock
            text={JSON.stringify(tool.inputSchema, null, 2)}
            label="Input schema"
            fileName="input-schema.json"
          />
          {tool.outputSchema && (
            <TextBlock
              text={JSON.stringify(tool.outputSchema, null, 2)}
              label="Output schema"
              fileName="output-schema.json"
            />
          )}
        </div>
      </details>
    </article>
  )
}

/** What a server says is data: plain text, at any length. */
function Description({ text }: { text: string }) {
  return (
    <p
      tabIndex={text.length > 1_200 ? 0 : undefined}
      className="text-muted-foreground max-h-48 max-w-prose overflow-y-auto text-sm wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </p>
  )
}

function ToolHints({ tool }: { tool: Tool }) {
  const hints = tool.annotations
  if (!hints) return null
  return (
    <>
      {hints.readOnlyHint === true && <Badge variant="outline">Read-only</Badge>}
      {hints.readOnlyHint !== true && hints.destructiveHint === true && (
        <Badge variant="warn">Destructive</Badge>
      )}
      {hints.idempotentHint === true && <Badge variant="outline">Idempotent</Badge>}
      {hints.openWorldHint === true && <Badge variant="outline">Open world</Badge>}
    </>
  )
}
