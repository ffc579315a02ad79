'use client'
import { Download, FileText, Link2 } from 'lucide-react'
import { assertNever } from '@/lib/kit/assert-never'
import { download } from '@/lib/client/download'
import { Button } from '../button'
import { sizeWords } from './fold-text'
import { type Block, readBlock } from './read-block'
import { TextBlock } from './text-block'

interface ContentBlocksProps {
  /** MCP content blocks: of a tool's result or a prompt's message. */
  content: readonly Record<string, unknown>[]
  /** Reads a resource that a block links to; without it the link is shown only. */
  onOpenResource?: (uri: string) => void
}

/** Whatever a server answered: text as text, media as data, never as a page. */
export function ContentBlocks({ content, onOpenResource }: ContentBlocksProps) {
  return (
    <div className="grid min-w-0 gap-3">
      {content.map((block, index) => (
        <BlockView
          key={index}
          block={readBlock(block)}
          // Each scrolls by itself, so each has a name of its own.
          label={content.length > 1 ? `Part ${index + 1}` : 'Text'}
          {...(onOpenResource && { onOpenResource })}
        />
      ))}
    </div>
  )
}

interface BlockViewProps {
  block: Block
  label?: string
  onOpenResource?: (uri: string) => void
}

export function BlockView({ block, label = 'Text', onOpenResource }: BlockViewProps) {
  switch (block.kind) {
    case 'text':
      return <TextBlock text={block.text} label={label} />
    case 'image':
      return (
        <figure className="grid justify-items-start gap-1">
          {/* A data URL that the page made; next/image would only fetch it again. */}
          <img
            src={block.url}
            alt="From the server"
            className="max-h-96 max-w-full rounded-md border object-contain"
          />
          <Caption words={`${block.mediaType}, ${sizeWords(block.bytes)}`} />
        </figure>
      )
    case 'audio':
      return (
        <figure className="grid gap-1">
          <audio controls src={block.url} className="w-full max-w-md" />
          <Caption words={`${block.mediaType}, ${sizeWords(block.bytes)}`} />
        </figure>
      )
    case 'file':
      return <FileBlock block={block} />
    case 'link':
      return <LinkBlock block={block} {...(onOpenResource && { onOpenResource })} />
    case 'embedded':
      return (
        <section className="grid gap-1.5 rounded-md border p-3">
          <p className="text-muted-foreground flex items-center gap-1.5 font-mono text-xs wrap-anywhere">
            <FileText className="size-3.5 shrink-0" aria-hidden />
            {block.uri}
          </p>
          <BlockView block={block.inner} label={`${label}: ${block.uri}`} />
        </section>
      )
    case 'unknown':
      return <TextBlock text={block.json} label={label} />
    default:
      return assertNever(block)
  }
}

function Caption({ words }: { words: string }) {
  return <figcaption className="text-muted-foreground text-xs">{words}</figcaption>
}

function FileBlock({ block }: { block: Extract<Block, { kind: 'file' }> }) {
  const save = () => {
    const bytes = Uint8Array.from(atob(block.base64), (letter) => letter.charCodeAt(0))
    download(block.uri.split('/').at(-1) || 'resource', bytes, block.mediaType)
  }
  return (
    <div className="flex items-center gap-3 rounded-md border p-3">
      <FileText className="text-muted-foreground size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 text-sm">
        {block.mediaType}, {sizeWords(block.bytes)}
      </p>
      <Button size="sm" onClick={save}>
        <Download aria-hidden />
        Download
      </Button>
    </div>
  )
}

function LinkBlock({
  block,
  onOpenResource,
}: { block: Extract<Block, { kind: 'link' }> } & Pick<BlockViewProps, 'onOpenResource'>) {
  return (
    <div className="flex items-start gap-3 rounded-md border p-3">
      <Link2 className="text-muted-foreground mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium wrap-anywhere">{block.name}</p>
        <p className="text-muted-foreground font-mono text-xs wrap-anywhere">{block.uri}</p>
        {block.description !== undefined && (
          <p className="text-muted-foreground text-xs">{block.description}</p>
        )}
      </div>
      {onOpenResource && (
        <Button size="sm" onClick={() => onOpenResource(block.uri)}>
          Read
        </Button>
      )}
    </div>
  )
}
