'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { TextBlock } from '@/components/ui/content-blocks/text-block'
import { RelativeTime } from '@/components/ui/relative-time'
import { queryKeys } from '@/lib/client/query-keys'
import { approveTool } from '@/lib/domain/api/capabilities'
import type { HeldTool as Held, Tool, ToolPart } from '@/lib/domain/capability'
import { messageOf } from '@/lib/kit/app-error'

interface HeldToolProps {
  server: string
  held: Held
}

const PART_WORDS: Record<ToolPart, string> = {
  description: 'Description',
  input: 'Input schema',
  output: 'Output schema',
  annotations: 'Annotations',
}

/** Why a tool can't be called: what it said and says now, side by side, and the button that lets it through. */
export function HeldTool({ server, held }: HeldToolProps) {
  const approve = useApproval(server, held.tool)
  return (
    <section aria-labelledby="held-title" className="border-warn/60 grid gap-3 rounded-lg border p-3">
      <div className="grid gap-1">
        <h3 id="held-title" className="text-warn text-sm font-medium">
          Held: it says something else than before
        </h3>
        <p className="text-muted-foreground text-sm">
          Changed <RelativeTime at={held.since} />. A model goes by what a tool says of itself, so it can’t be
          called until somebody has looked at the change and approved it.
        </p>
      </div>
      {held.changed.map((part) => (
        <div key={part} className="grid gap-1.5">
          <h4 className="text-sm font-medium">{PART_WORDS[part]}</h4>
          <div className="grid gap-2 lg:grid-cols-2">
            <Said label={`${PART_WORDS[part]} before`} title="Before" text={textOf(held.before, part)} />
            <Said label={`${PART_WORDS[part]} now`} title="Now" text={textOf(held.after, part)} />
          </div>
        </div>
      ))}
      <div>
        <Button variant="primary" disabled={approve.isPending} onClick={() => approve.mutate()}>
          <Check aria-hidden />
          Approve the change
        </Button>
      </div>
    </section>
  )
}

function Said({ title, label, text }: { title: string; label: string; text: string }) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <span className="text-muted-foreground text-xs">{title}</span>
      {text === '' ? (
        <p className="text-muted-foreground text-sm italic">Nothing</p>
      ) : (
        <TextBlock text={text} label={label} />
      )}
    </div>
  )
}

function textOf(tool: Tool, part: ToolPart): string {
  switch (part) {
    case 'description':
      return [tool.title, tool.description].filter(Boolean).join('\n\n')
    case 'input':
      return jsonOf(tool.inputSchema)
    case 'output':
      return jsonOf(tool.outputSchema)
    case 'annotations':
      return jsonOf(tool.annotations)
  }
}

function jsonOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}

function useApproval(server: string, tool: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.call(approveTool, { params: { name: server, tool } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.tools(server) })
      toast.success(`${tool} can be called again`)
    },
    onError: (error) => toast.error(`${tool} was not approved`, { description: messageOf(error) }),
  })
}
