import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** By the page's own tokens, so that both themes are one: what changes with the theme is what the tokens stand for. */
const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--card)', color: 'var(--foreground)', fontSize: '0.75rem' },
  '&.cm-focused': { outline: '2px solid var(--ring)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.25rem', scrollbarWidth: 'thin' },
  '.cm-content': { caretColor: 'var(--foreground)', paddingBlock: '0.75rem' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--foreground)' },
  '.cm-gutters': {
    backgroundColor: 'var(--card)',
    color: 'var(--muted-foreground)',
    borderRight: '1px solid var(--border)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--accent) 45%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--accent)', color: 'var(--foreground)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--primary) 22%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in oklab, var(--primary) 12%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent)', outline: '1px solid var(--input)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--popover)',
    color: 'var(--foreground)',
    border: '1px solid var(--border)',
    borderRadius: '0.375rem',
    maxWidth: 'min(26rem, calc(100vw - 2rem))',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    maxWidth: 'min(26rem, calc(100vw - 2rem))',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--accent-foreground)',
  },
  '.cm-completionDetail': { color: 'var(--muted-foreground)', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '0.5rem 0.625rem', fontSize: '0.75rem', lineHeight: '1rem' },
  '.cm-hover-words': { padding: '0.5rem 0.625rem', fontSize: '0.75rem', lineHeight: '1rem' },
  '.cm-diagnostic': { padding: '0.375rem 0.625rem', fontSize: '0.75rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-panels': { backgroundColor: 'var(--muted)', color: 'var(--foreground)', borderColor: 'var(--border)' },
  '.cm-panel input, .cm-panel button': { color: 'var(--foreground)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--muted)',
    color: 'var(--muted-foreground)',
    border: 'none',
  },
  // The library's own colours for changes are made for white paper.
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': {
    backgroundColor: 'color-mix(in oklab, var(--ok) 7%, transparent)',
  },
  '&.cm-merge-b .cm-changedText, .cm-changedText': {
    background: 'color-mix(in oklab, var(--ok) 10%, transparent)',
  },
  '.cm-deletedChunk': { backgroundColor: 'color-mix(in oklab, var(--bad) 7%, transparent)' },
  '.cm-deletedChunk .cm-deletedText, .cm-deletedText': {
    background: 'color-mix(in oklab, var(--bad) 10%, transparent)',
  },
  '.cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  '.cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedLineGutter': { background: 'var(--bad)' },
  // Its own sign is in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋮"' },
  '.cm-collapsedLines': {
    background: 'var(--muted)',
    color: 'var(--muted-foreground)',
    paddingBlock: '0.25rem',
  },
})

const highlighting = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--primary)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: 'var(--warn)' },
  { tag: [tags.comment, tags.lineComment, tags.meta], color: 'var(--muted-foreground)' },
  { tag: [tags.labelName, tags.typeName], color: 'var(--bad)' },
])

export const editorTheme = [theme, syntaxHighlighting(highlighting)]
