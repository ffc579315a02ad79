'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
  useEffect,
  useEffectEvent,
  useId,
  useState,
} from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { queryKeys } from '@/lib/client/query-keys'
import { getPrompt, readResource } from '@/lib/domain/api/capabilities'
import {
  findPrompts,
  findResources,
  type FoundPrompt,
  type FoundResource,
  type FoundTemplate,
} from '@/lib/domain/api/offerings'
import { messageOf } from '@/lib/kit/app-error'
import { promptText } from './prompt-text'
import { resourceOf } from './template-resource'
import { type Trigger, triggerAt, withoutTrigger } from './trigger'

/** A resource that goes with the next question; its text is read by the server when the question is asked. */
export interface Attachment {
  server: string
  uri: string
  name: string
}

type PromptItem = { kind: 'prompt' } & FoundPrompt
type TemplateItem = { kind: 'template' } & FoundTemplate
export type MenuItem = PromptItem | TemplateItem | ({ kind: 'resource' } & FoundResource)

export type ComposerMenuState = ReturnType<typeof useComposerMenu>

const MAX_ITEMS = 12
/** Of those, so many are templates, however many resources there are. */
const MAX_TEMPLATES = 4
const MAX_ATTACHMENTS = 10

/**
 * `/` and `@` in a question: prompts and resources of connected servers, by keyboard (after WAI-ARIA's combobox pattern).
 * Spread `fieldProps` on the textarea; call `onKeyDown` first and do nothing more where it says true; put
 * `<ComposerMenu menu={menu} />` into a positioned element around the field; send `parts()` with the text, then `clear()`.
 */
export function useComposerMenu(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  setText: (text: string) => void,
) {
  const id = useId()
  const [caret, setCaret] = useState(0)
  const [dismissed, setDismissed] = useState<string>()
  const [active, setActive] = useState({ of: '', index: 0 })
  const [attachments, setAttachments] = useState<Attachment[]>([])
  /** What arguments are asked for now. */
  const [filling, setFilling] = useState<PromptItem | TemplateItem>()
  const found = triggerAt(text, Math.min(caret, text.length))
  const key = found && `${found.kind} ${found.from}`
  const trigger = key !== undefined && key !== dismissed ? found : undefined
  const { items, unlisted, isFetching, isSettled } = useItems(trigger)
  const of = trigger ? `${trigger.kind} ${trigger.query}` : ''
  const index = active.of === of ? Math.min(active.index, Math.max(0, items.length - 1)) : 0
  const isOpen = trigger !== undefined

  const put = (next: string) => {
    setText(next)
    setCaret(next.length)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(next.length, next.length)
    })
  }
  /** What the prompt becomes stands in the field, for the person to see and change before it is asked. */
  const fill = async ({ server, prompt }: FoundPrompt, args: Record<string, string>): Promise<void> => {
    const { messages } = await client.call(getPrompt, {
      params: { name: server, prompt: prompt.name },
      body: { arguments: args },
    })
    setFilling(undefined)
    put(promptText(messages))
  }
  const attach = (chosen: Attachment) => {
    const others = attachments.filter((one) => one.server !== chosen.server || one.uri !== chosen.uri)
    if (others.length >= MAX_ATTACHMENTS)
      toast.error(`Up to ${MAX_ATTACHMENTS} resources can go with a question`)
    else setAttachments([...others, chosen])
    put(trigger ? withoutTrigger(text, trigger) : text)
  }
  /** It is read at once: values that lead nowhere are told while they can be changed. */
  const fillTemplate = async (found: FoundTemplate, values: Record<string, string>): Promise<void> => {
    const chosen = resourceOf(found, values)
    await client.call(readResource, { params: { name: chosen.server }, body: { uri: chosen.uri } })
    setFilling(undefined)
    attach(chosen)
  }
  const choose = (item: MenuItem) => {
    if (!trigger) return
    if (item.kind === 'resource') {
      const { uri, name, title } = item.resource
      attach({ server: item.server, uri, name: title ?? name })
    } else if (item.kind === 'template' || (item.prompt.arguments ?? []).length > 0) setFilling(item)
    else {
      void fill(item, {}).catch((error: unknown) =>
        toast.error(`The prompt could not be filled: ${messageOf(error)}`),
      )
    }
  }
  /** Chosen before the list was of what is typed now: of the list before, it would be something else. */
  const [awaited, setAwaited] = useState<string>()
  const isDue = awaited !== undefined && (awaited !== of || isSettled)
  const onDue = useEffectEvent(() => {
    setAwaited(undefined)
    if (awaited === of && items[index]) choose(items[index])
  })
  useEffect(() => {
    if (isDue) onDue()
  }, [isDue])
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!trigger || event.nativeEvent.isComposing) return false
    const chosen = items[index]
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (items.length === 0) return false
        setActive({ of, index: (index + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length })
        break
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || (isSettled && !chosen)) return false
        if (isSettled && chosen) choose(chosen)
        else setAwaited(of)
        break
      case 'Escape':
        setDismissed(key)
        break
      default:
        return false
    }
    event.preventDefault()
    return true
  }
  const optionId = (at: number) => `${id}-${at}`
  return {
    id,
    isOpen,
    trigger,
    items,
    unlisted,
    isFetching,
    index,
    optionId,
    choose,
    point: (at: number) => setActive({ of, index: at }),
    filling,
    fill,
    fillTemplate,
    stopFilling: () => setFilling(undefined),
    focusField: () => field.current?.focus(),
    attachments,
    detach: (gone: Attachment) => setAttachments(attachments.filter((one) => one !== gone)),
    /** The parts of a message that go beside its text. */
    parts: () => attachments.map((data) => ({ type: 'data-resource' as const, data })),
    clear: () => {
      setAttachments([])
      setDismissed(undefined)
    },
    onKeyDown,
    fieldProps: {
      // A field of several lines stays a textbox: a combobox has one (ARIA in HTML).
      'aria-autocomplete': 'list' as const,
      'aria-haspopup': 'listbox' as const,
      'aria-controls': isOpen ? id : undefined,
      'aria-activedescendant': isOpen && items.length > 0 ? optionId(index) : undefined,
      // What is pasted or put in by a tool moves the caret without a selection of its own.
      onInput: (event: SyntheticEvent<HTMLTextAreaElement>) => setCaret(event.currentTarget.selectionStart),
      onSelect: (event: SyntheticEvent<HTMLTextAreaElement>) => {
        setCaret(event.currentTarget.selectionStart)
        // Another sign may be dismissed anew.
        if (key === undefined) setDismissed(undefined)
      },
    },
  }
}

function useItems(trigger: Trigger | undefined): {
  items: MenuItem[]
  unlisted: number
  isFetching: boolean
  /** They are of what is typed now, or there is nothing to wait for. */
  isSettled: boolean
} {
  const q = useDebounced(trigger?.query ?? '', 100)
  const kind = trigger?.kind
  const query = { q, limit: MAX_ITEMS }
  const prompts = useQuery({
    queryKey: [...queryKeys.stats, 'prompts', q],
    queryFn: ({ signal }) => client.call(findPrompts, { query, signal }),
    placeholderData: keepPreviousData,
    enabled: kind === 'prompt',
  })
  const resources = useQuery({
    queryKey: [...queryKeys.stats, 'resources', q],
    queryFn: ({ signal }) => client.call(findResources, { query, signal }),
    placeholderData: keepPreviousData,
    enabled: kind === 'resource',
  })
  const asked = kind === 'resource' ? resources : prompts
  const isSettled = q === trigger?.query && !asked.isPending && !asked.isPlaceholderData
  if (kind === 'prompt') {
    const items = (prompts.data?.items ?? []).map((item): MenuItem => ({ kind, ...item }))
    return { items, unlisted: prompts.data?.unlisted ?? 0, isFetching: prompts.isFetching, isSettled }
  }
  if (kind === 'resource') {
    const { items: found = [], templates: all = [] } = resources.data ?? {}
    const templates = all.slice(0, MAX_TEMPLATES)
    const items: MenuItem[] = [
      ...found.slice(0, MAX_ITEMS - templates.length).map((item) => ({ kind, ...item })),
      ...templates.map((item) => ({ kind: 'template' as const, ...item })),
    ]
    return { items, unlisted: resources.data?.unlisted ?? 0, isFetching: resources.isFetching, isSettled }
  }
  return { items: [], unlisted: 0, isFetching: false, isSettled: true }
}
