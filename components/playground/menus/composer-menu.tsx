'use client'
import { FileText, MessageSquareQuote, TextCursorInput } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { amountWords } from '@/components/ui/number-words'
import { assertNever } from '@/lib/kit/assert-never'
import { cn } from '@/lib/kit/class-names'
import { AttachmentChips } from './attachment-chips'
import { PromptDialog } from './prompt-dialog'
import { TemplateDialog } from './template-dialog'
import type { ComposerMenuState, MenuItem } from './use-composer-menu'

/** What `/` and `@` offer, above the field; what was attached, in it. */
export function ComposerMenu({ menu }: { menu: ComposerMenuState }) {
  return (
    <>
      {menu.isOpen && <MenuList menu={menu} />}
      <AttachmentChips attachments={menu.attachments} onRemove={menu.detach} />
      {menu.filling?.kind === 'prompt' && (
        <PromptDialog
          key={keyOf(menu.filling)}
          found={menu.filling}
          onFill={menu.fill}
          onClose={menu.stopFilling}
          onClosed={menu.focusField}
        />
      )}
      {menu.filling?.kind === 'template' && (
        <TemplateDialog
          key={keyOf(menu.filling)}
          found={menu.filling}
          onFill={menu.fillTemplate}
          onClose={menu.stopFilling}
          onClosed={menu.focusField}
        />
      )}
    </>
  )
}

function MenuList({ menu }: { menu: ComposerMenuState }) {
  const { id, trigger, items, index, optionId } = menu
  const active = useRef<HTMLLIElement>(null)
  useEffect(() => active.current?.scrollIntoView({ block: 'nearest' }), [index])
  const what = trigger?.kind === 'prompt' ? 'prompt' : 'resource'
  return (
    <div className="bg-popover text-popover-foreground absolute inset-x-0 bottom-full z-20 mb-1 overflow-hidden rounded-lg border shadow-md">
      <ul
        id={id}
        role="listbox"
        aria-label={what === 'prompt' ? 'Prompts of servers' : 'Resources of servers'}
        className="max-h-72 overflow-y-auto p-1"
      >
        {items.map((item, at) => (
          <li
            key={keyOf(item)}
            ref={at === index ? active : undefined}
            id={optionId(at)}
            role="option"
            aria-selected={at === index}
            // The field keeps the focus: it is typed on in.
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => menu.point(at)}
            onClick={() => menu.choose(item)}
            className={cn(
              'flex min-w-0 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-sm',
              at === index && 'bg-accent text-accent-foreground',
            )}
          >
            <ItemView item={item} />
          </li>
        ))}
      </ul>
      <p role="status" className="text-muted-foreground border-t px-3 py-1.5 text-xs">
        {statusWords(menu, what)}
      </p>
    </div>
  )
}

function ItemView({ item }: { item: MenuItem }) {
  const { Icon, name, title, detail } = partsOf(item)
  return (
    <>
      <Icon className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
      <span className="max-w-[50%] shrink-0 truncate font-medium">{title ?? name}</span>
      <span className="text-muted-foreground min-w-0 flex-1 truncate text-xs">{detail}</span>
      <span className="text-muted-foreground max-w-[30%] shrink-0 truncate text-xs">{item.server}</span>
    </>
  )
}

function statusWords({ items, isFetching, unlisted }: ComposerMenuState, what: string): string {
  const rest = unlisted > 0 ? `; ${amountWords(unlisted, 'server')} not connected` : ''
  if (items.length > 0) return `${amountWords(items.length, what)}${rest}. Enter chooses, Escape closes.`
  return isFetching ? 'Searching' : `No connected server has such a ${what}${rest}`
}

function partsOf(item: MenuItem) {
  switch (item.kind) {
    case 'prompt':
      return { Icon: MessageSquareQuote, ...item.prompt, detail: item.prompt.description }
    case 'resource':
      return { Icon: FileText, ...item.resource, detail: item.resource.description ?? item.resource.uri }
    case 'template':
      return {
        ...{ Icon: TextCursorInput, ...item.template },
        detail: item.template.description ?? item.template.uriTemplate,
      }
    default:
      return assertNever(item)
  }
}

function keyOf(item: MenuItem): string {
  switch (item.kind) {
    case 'prompt':
      return `${item.server} ${item.prompt.name}`
    case 'resource':
      return `${item.server} ${item.resource.uri}`
    case 'template':
      return `${item.server} ${item.template.uriTemplate}`
    default:
      return assertNever(item)
  }
}
