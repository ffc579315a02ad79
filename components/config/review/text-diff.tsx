'use client'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { FileText } from '@/lib/domain/api/config'
import { editorTheme } from '../editor/editor-theme'

interface TextDiffProps {
  before: string
  after: string
  syntax: FileText['syntax']
  label: string
}

/** Two texts as one, with what was taken out and what was put in; what is equal is folded. */
export default function TextDiff({ before, after, syntax, label }: TextDiffProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const parent = host.current
    if (!parent) return
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.lineWrapping,
          // Not editable, it would otherwise be out of the keyboard's reach, and could not be scrolled by it.
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          syntax === 'yaml' ? yaml() : syntax === 'json' ? json() : [],
          unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 2, minSize: 6 },
          }),
          editorTheme,
        ],
      }),
    })
    return () => view.destroy()
  }, [before, after, syntax, label])
  return <div ref={host} className="[&_.cm-editor]:max-h-[min(24rem,45dvh)]" />
}
