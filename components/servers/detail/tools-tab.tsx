'use client'
import { Wrench } from 'lucide-react'
import { useMemo } from 'react'
import { EmptyState } from '@/components/ui/empty-state'
import type { ServerDetail } from '@/lib/domain/api/servers'
import type { HeldTool, Tool } from '@/lib/domain/capability'
import { Listing } from './listing'
import { PickList } from './pick-list'
import { useTools } from './queries'
import { ToolPane } from './tool-pane'
import { PANE_HEIGHT, TwoPanes } from './two-panes'

interface ToolsTabProps {
  server: ServerDetail
  chosen: string | null
  onChoose: (tool: string | null) => void
  onOpenResource: (uri: string) => void
}

export function ToolsTab({ server, ...props }: ToolsTabProps) {
  const tools = useTools(server)
  return (
    <Listing server={server} what="tools" query={tools}>
      {({ items, heldTools }) => <Tools server={server} tools={items} heldTools={heldTools} {...props} />}
    </Listing>
  )
}

interface ToolsProps extends ToolsTabProps {
  tools: Tool[]
  heldTools: HeldTool[]
}

function Tools({ server, tools, heldTools, chosen, onChoose, onOpenResource }: ToolsProps) {
  const items = useMemo(() => {
    const held = new Set(heldTools.map(({ tool }) => tool))
    // What waits for somebody stands first.
    const ordered = [
      ...tools.filter(({ name }) => held.has(name)),
      ...tools.filter(({ name }) => !held.has(name)),
    ]
    return ordered.map(({ name, description }) => ({
      id: name,
      label: name,
      hint: description?.split('\n')[0],
      warning: held.has(name) ? 'Held until approved.' : undefined,
    }))
  }, [tools, heldTools])
  if (tools.length === 0) {
    return (
      <EmptyState icon={Wrench} title="It has no tools">
        The server is connected and offers none.
      </EmptyState>
    )
  }
  const tool = tools.find((each) => each.name === chosen)
  return (
    <TwoPanes
      isChosen={tool !== undefined}
      back="All tools"
      onBack={() => onChoose(null)}
      list={
        <PickList label="Tools" items={items} chosen={chosen} onChoose={onChoose} className={PANE_HEIGHT} />
      }
      chosen={
        tool ? (
          <ToolPane
            key={tool.name}
            server={server.name}
            tool={tool}
            held={heldTools.find((one) => one.tool === tool.name)}
            onOpenResource={onOpenResource}
          />
        ) : (
          <EmptyState icon={Wrench} title={chosen === null ? 'Choose a tool' : `It has no tool ${chosen}`}>
            Its description, a form to try it, and what it answers are shown here.
          </EmptyState>
        )
      }
    />
  )
}
