/** One thing that a key does here; a key alone works only where nothing is being written. */
export interface Shortcut {
  id: ShortcutId
  /** As `KeyboardEvent.key` has it. */
  key: string
  /** As it is shown. */
  keys: string[]
  words: string
}

export type ShortcutId =
  | 'help'
  | 'focus'
  | 'new'
  | 'search'
  | 'next-conversation'
  | 'previous-conversation'
  | 'edit'
  | 'again'
  | 'previous-branch'
  | 'next-branch'
  | 'share'
  | 'find'

export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'focus', key: 'c', keys: ['C'], words: 'Write a question' },
  { id: 'edit', key: 'e', keys: ['E'], words: 'Edit the last question' },
  { id: 'again', key: 'r', keys: ['R'], words: 'Answer again' },
  { id: 'previous-branch', key: '[', keys: ['['], words: 'Previous branch of the last answer' },
  { id: 'next-branch', key: ']', keys: [']'], words: 'Next branch of the last answer' },
  { id: 'new', key: 'n', keys: ['N'], words: 'New conversation' },
  { id: 'search', key: 's', keys: ['S'], words: 'Search conversations' },
  { id: 'next-conversation', key: 'j', keys: ['J'], words: 'Next conversation' },
  { id: 'previous-conversation', key: 'k', keys: ['K'], words: 'Previous conversation' },
  { id: 'find', key: 'f', keys: ['F'], words: 'Find in this conversation' },
  { id: 'share', key: 'x', keys: ['X'], words: 'Share or export' },
  { id: 'help', key: '?', keys: ['?'], words: 'This sheet' },
]

/** Keys that work where they stand, without the ones above. */
export const PLACE_SHORTCUTS: readonly { keys: string[]; words: string; where: string }[] = [
  { keys: ['Enter'], words: 'Send, or queue while an answer runs', where: 'In the question' },
  { keys: ['Shift', 'Enter'], words: 'New line', where: 'In the question' },
  { keys: ['Esc'], words: 'Stop the answer', where: 'In the question' },
  { keys: ['↑'], words: 'Edit the last question, when the field is empty', where: 'In the question' },
  { keys: ['↑', '↓'], words: 'Go through the conversations', where: 'In the list' },
  { keys: ['Enter'], words: 'Older match', where: 'In the search of a conversation' },
  { keys: ['Shift', 'Enter'], words: 'Newer match', where: 'In the search of a conversation' },
  { keys: ['F2'], words: 'Rename the conversation', where: 'In the list' },
  { keys: ['Del'], words: 'Delete the conversation', where: 'In the list' },
]

interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  defaultPrevented: boolean
}

/** What a key press asks for; nothing while something is being written, or with a modifier that is another's. */
export function shortcutOf(press: Press, isWriting: boolean): ShortcutId | undefined {
  if (isWriting || press.ctrlKey || press.metaKey || press.altKey) return undefined
  if (press.isComposing || press.defaultPrevented) return undefined
  return SHORTCUTS.find(({ key }) => key === press.key.toLowerCase())?.id
}
