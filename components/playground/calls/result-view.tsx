'use client'
import { useMutation } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { ContentBlocks } from '@/components/ui/content-blocks/content-blocks'
import { readResource } from '@/lib/domain/api/capabilities'
import type { ToolResult } from '@/lib/domain/capability'
import { prettyJson, prettyText } from '../words'
import { FoldedText } from './folded-text'

type Block = ToolResult['content'][number]

interface ResultViewProps {
  result: ToolResult
  label: string
  /** Whose result it is: its links are read there, when somebody wants to. */
  server?: string | undefined
  /** Characters of its text that the model saw, where that was not all. */
  seen?: number | undefined
}

/** A tool's result block by block: text as text, images and sounds as such, the rest as what it is. Nothing is fetched. */
export function ResultView({ result, label, server, seen }: ResultViewProps) {
  const { content, structuredContent } = result
  const texts = content.filter(({ type }) => type === 'text')
  const isEmpty = content.length === 0 && structuredContent === undefined
  return (
    <div className="grid grid-cols-1 gap-2">
      {isEmpty && <p className="text-muted-foreground text-sm">It returned nothing.</p>}
      {content.map((block, at) => (
        <BlockView
          key={at}
          block={block}
          label={`${label}, result ${at + 1}`}
          server={server}
          // Of several texts it can't be told where in them the model's part ends.
          seen={texts.length === 1 ? seen : undefined}
        />
      ))}
      {structuredContent !== undefined && !texts.some((text) => saysTheSame(text, structuredContent)) && (
        <FoldedText text={prettyJson(structuredContent)} label={`${label}, structured result`} />
      )}
    </div>
  )
}

interface BlockViewProps {
  block: Block
  label: string
  server: string | undefined
  seen: number | undefined
}

function BlockView({ block, label, server, seen }: BlockViewProps) {
  if (block.type === 'text' && typeof block.text === 'string') {
    return <TextView text={block.text} label={label} seen={seen} />
  }
  if (block.data === '') {
    return (
      <p className="bg-muted text-muted-foreground rounded-md px-3 py-2 text-sm wrap-anywhere">
        {block.type} ({String(block.mimeType)}), too large to show. Download the whole.
      </p>
    )
  }
  if (block.type === 'resource_link' && server !== undefined)
    return <ResourceLink block={block} server={server} />
  return <ContentBlocks content={[block]} />
}

function TextView({ text, label, seen }: { text: string; label: string; seen: number | undefined }) {
  if (seen === undefined || seen >= text.length) return <FoldedText text={prettyText(text)} label={label} />
  return (
    <>
      <FoldedText text={text.slice(0, seen)} label={`${label}, what the model saw`} />
      <p className="text-warn flex items-center gap-2 text-xs before:h-px before:flex-1 before:bg-current after:h-px after:flex-1 after:bg-current">
        The model saw up to here
      </p>
      <FoldedText text={text.slice(seen)} label={`${label}, what was cut`} />
    </>
  )
}

/** Its text is fetched from the tool's own server, and only when somebody asks for it. */
function ResourceLink({ block, server }: { block: Block; server: string }) {
  const read = useMutation({
    mutationFn: (uri: string) => client.call(readResource, { params: { name: server }, body: { uri } }),
  })
  return (
    <>
      <ContentBlocks content={[block]} onOpenResource={(uri) => read.mutate(uri)} />
      {read.isPending && <p className="text-muted-foreground text-sm">Reading</p>}
      {read.error && <p className="text-bad text-sm wrap-anywhere">{read.error.message}</p>}
      {read.data && (
        <ContentBlocks content={read.data.contents.map((resource) => ({ type: 'resource', resource }))} />
      )}
    </>
  )
}

/** Servers repeat structured content as text for old clients (MCP 2025-06-18, tools). */
function saysTheSame({ text }: Block, structured: unknown): boolean {
  if (typeof text !== 'string' || text.length > 200_000) return true
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(structured)
  } catch {
    return false
  }
}
