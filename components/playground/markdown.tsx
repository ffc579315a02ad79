'use client'
import { type ComponentProps, memo } from 'react'
import { type Components, defaultRehypePlugins, defaultRemarkPlugins, Streamdown } from 'streamdown'
import { citationMarks } from './citations/citation-marks'
import { CiteMark } from './citations/cite-mark'
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
      className={LOOK}
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

/** Code blocks as quiet as the rest: one border instead of two boxes. */
const LOOK =
  'min-w-0 space-y-3 text-base leading-6 wrap-anywhere [&_[data-streamdown=code-block]]:my-0 [&_[data-streamdown=code-block]]:gap-0 [&_[data-streamdown=code-block]]:rounded-lg [&_[data-streamdown=code-block]]:bg-card [&_[data-streamdown=code-block]]:p-0 [&_[data-streamdown=code-block-actions]]:border-0 [&_[data-streamdown=code-block-actions]]:bg-transparent [&_[data-streamdown=code-block-header]]:px-3 [&_[data-streamdown=code-block-body]]:border-0 [&_[data-streamdown=code-block-body]]:bg-transparent [&_[data-streamdown=code-block-body]]:px-3 [&_[data-streamdown=code-block-body]]:pt-0 [&_[data-streamdown=code-block-body]]:pb-3 [&_[data-streamdown=code-block-body]]:text-xs'

const REMARK = [...Object.values(defaultRemarkPlugins), htmlAsText]
/** Without the plugin that parses raw HTML, and with the one that removes what is dangerous all the same. */
const REHYPE = [...(defaultRehypePlugins.sanitize ? [defaultRehypePlugins.sanitize] : []), citationMarks]
const CONTROLS = {
  code: { copy: true, download: false },
  table: false,
  mermaid: false,
  image: false,
} as const
/** The target stands beside each link, so that no dialog must ask. */
const NO_DIALOG = { enabled: false }

// Its index signature, meant for custom tags, fits no component that is typed by its own element.
const COMPONENTS = {
  'cite-mark': CiteMark,
  a: ({ href, children }: ComponentProps<'a'>) => <SafeLink href={href}>{children}</SafeLink>,
  // Loading it would tell its host that, and when, the answer was read.
  img: ({ src, alt }: ComponentProps<'img'>) => (
    <SafeLink href={typeof src === 'string' ? src : undefined}>{alt ? `Image: ${alt}` : 'Image'}</SafeLink>
  ),
  // An answer stands inside a page that has its own h1 and h2.
  h1: ({ children }: ComponentProps<'h1'>) => <h3 className="pt-2 text-lg font-semibold">{children}</h3>,
  h2: ({ children }: ComponentProps<'h2'>) => <h4 className="pt-2 text-base font-semibold">{children}</h4>,
  h3: ({ children }: ComponentProps<'h3'>) => <h5 className="pt-1 text-base font-semibold">{children}</h5>,
  h4: ({ children }: ComponentProps<'h4'>) => <h6 className="pt-1 text-base font-medium">{children}</h6>,
  h5: ({ children }: ComponentProps<'h5'>) => <h6 className="pt-1 text-base font-medium">{children}</h6>,
  h6: ({ children }: ComponentProps<'h6'>) => <h6 className="pt-1 text-base font-medium">{children}</h6>,
  table: ({ children }: ComponentProps<'table'>) => (
    <div
      role="region"
      aria-label="Table"
      tabIndex={0}
      className="[scrollbar-width:thin] overflow-x-auto rounded-lg border focus-visible:-outline-offset-2"
    >
      <table className="[&_thead]:bg-muted w-full border-collapse text-sm [&_td]:border-t [&_td]:px-3 [&_td]:py-1.5 [&_td]:align-top [&_th]:px-3 [&_th]:py-1.5 [&_th]:text-left [&_th]:font-medium">
        {children}
      </table>
    </div>
  ),
  thead: ({ children }: ComponentProps<'thead'>) => <thead>{children}</thead>,
  tbody: ({ children }: ComponentProps<'tbody'>) => <tbody>{children}</tbody>,
  tr: ({ children }: ComponentProps<'tr'>) => <tr>{children}</tr>,
  th: ({ children }: ComponentProps<'th'>) => <th>{children}</th>,
  td: ({ children }: ComponentProps<'td'>) => <td>{children}</td>,
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
