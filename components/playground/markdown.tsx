'use client'
import { type ComponentProps, memo } from 'react'
import { type Components, defaultRehypePlugins, defaultRemarkPlugins, Streamdown } from 'streamdown'
import { htmlAsText } from './html-as-text'

/** Text from a model or a tool, rendered as Markdown: no raw HTML, no scripts, no images from elsewhere. */
export const Markdown = memo(function Markdown({
  text,
  isStreaming,
}: {
  text: string
  isStreaming: boolean
}) {
  return (
    <Streamdown
      mode={isStreaming ? 'streaming' : 'static'}
      className="answer min-w-0 space-y-3 text-base leading-6 wrap-anywhere"
      components={COMPONENTS}
      remarkPlugins={REMARK}
      rehypePlugins={REHYPE}
      controls={CONTROLS}
      linkSafety={NO_DIALOG}
      lineNumbers={false}
    >
      {text}
    </Streamdown>
  )
})

const REMARK = [...Object.values(defaultRemarkPlugins), htmlAsText]
/** Without the plugin that parses raw HTML, and with the one that removes what is dangerous all the same. */
const REHYPE = defaultRehypePlugins.sanitize ? [defaultRehypePlugins.sanitize] : []
const CONTROLS = {
  code: { copy: true, download: false },
  table: { copy: true, download: false, fullscreen: false },
  mermaid: false,
  image: false,
} as const
/** The target stands beside each link, so that no dialog must ask. */
const NO_DIALOG = { enabled: false }

// Its index signature, meant for custom tags, fits no component that is typed by its own element.
const COMPONENTS = {
  a: ({ href, children }: ComponentProps<'a'>) => <SafeLink href={href}>{children}</SafeLink>,
  // Loading it would tell its host that, and when, the answer was read.
  img: ({ src, alt }: ComponentProps<'img'>) => (
    <SafeLink href={typeof src === 'string' ? src : undefined}>{alt ? `Image: ${alt}` : 'Image'}</SafeLink>
  ),
} as Components

function SafeLink({ href, children }: Pick<ComponentProps<'a'>, 'href' | 'children'>) {
  const target = targetOf(href)
  if (target === undefined) return <span>{children}</span>
  return (
    <a
      href={target.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-primary underline underline-offset-2"
    >
      {children}
      {children !== target.label && children !== target.href && (
        <span className="text-muted-foreground ml-1 text-xs no-underline">({target.label})</span>
      )}
    </a>
  )
}

function targetOf(href: string | undefined): { href: string; label: string } | undefined {
  if (href === undefined || !URL.canParse(href)) return undefined
  const url = new URL(href)
  if (url.protocol === 'mailto:') return { href, label: url.pathname }
  return url.protocol === 'https:' || url.protocol === 'http:' ? { href, label: url.host } : undefined
}
