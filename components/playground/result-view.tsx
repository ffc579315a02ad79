'use client'
import type { ToolResult } from '@/lib/domain/capability'
import { FoldedText } from './folded-text'
import { prettyJson, prettyText } from './words'

type Block = ToolResult['content'][number]

/** A tool's result block by block: text as text, images as images, the rest as what it is. */
export function ResultView({ result, label }: { result: ToolResult; label: string }) {
  const hasText = result.content.some(({ type }) => type === 'text')
  const isEmpty = result.content.length === 0 && result.structuredContent === undefined
  return (
    <div className="grid grid-cols-1 gap-2">
      {isEmpty && <p className="text-muted-foreground text-sm">It returned nothing.</p>}
      {result.content.map((block, at) => (
        <BlockView key={at} block={block} label={`${label}, result ${at + 1}`} />
      ))}
      {result.structuredContent !== undefined && !hasText && (
        <FoldedText text={prettyJson(result.structuredContent)} label={`${label}, structured result`} />
      )}
    </div>
  )
}

const SHOWN_IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

function BlockView({ block, label }: { block: Block; label: string }) {
  if (block.type === 'text' && typeof block.text === 'string') {
    return <FoldedText text={prettyText(block.text)} label={label} />
  }
  const { data, mimeType } = block
  if (block.type === 'image' && typeof data === 'string' && typeof mimeType === 'string') {
    if (data === '') return <Note>{`An image (${mimeType}), too large to show. Download the whole.`}</Note>
    if (SHOWN_IMAGES.has(mimeType)) {
      return (
        // Bytes that the tool returned, never an address: nothing is fetched for it.
        <img
          src={`data:${mimeType};base64,${data}`}
          alt={label}
          className="bg-muted max-h-96 max-w-full rounded-md border object-contain"
        />
      )
    }
  }
  if (block.type === 'resource_link' && typeof block.uri === 'string')
    return <Note>{`A link to ${block.uri}`}</Note>
  if (typeof data === 'string')
    return <Note>{`${block.type} (${String(mimeType)}). Download the whole.`}</Note>
  return <FoldedText text={prettyJson(block)} label={label} />
}

function Note({ children }: { children: string }) {
  return (
    <p className="bg-muted text-muted-foreground rounded-md px-3 py-2 text-sm wrap-anywhere">{children}</p>
  )
}
