'use client'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import { indentUnit } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { basicSetup, EditorView } from 'codemirror'
import { useEffect, useRef, useState } from 'react'
import type { FileText } from '@/lib/domain/api/config'
import type { Problem } from '@/lib/domain/problem'
import { diagnosticsOf } from './diagnostics'
import { editorTheme } from './editor-theme'
import { indentKeys } from './indent-keys'
import { schemaHelp } from './schema-help'
import type { JsonSchema } from './schema-walk'

interface CodeEditorProps {
  /** The text at first; another one is taken by another `key`. */
  text: string
  syntax: FileText['syntax']
  /** Names the field for assistive technology. */
  label: string
  describedBy: string
  problems: readonly Problem[]
  schema: JsonSchema | undefined
  /** Moves the cursor there; a new object moves it again. */
  focus: { line: number } | undefined
  onChange: (text: string) => void
  onReview: () => void
}

/** CodeMirror with our schema and problems. Loaded by itself, for it is larger than the rest of the page. */
export default function CodeEditor(props: CodeEditorProps) {
  const { text, syntax, label, describedBy, problems, schema, focus } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  // The schema comes later than the text, which may be in the middle of being changed by then.
  const [help] = useState(() => new Compartment())
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    const parent = host.current
    if (!parent) return
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          keymap.of([
            { key: 'Mod-s', preventDefault: true, run: () => told(latest.current.onReview) },
            ...indentKeys,
          ]),
          basicSetup,
          indentUnit.of('  '),
          languageOf(syntax),
          help.of([]),
          lintGutter(),
          editorTheme,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-describedby': describedBy,
            autocapitalize: 'off',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    editor.focus()
    return () => {
      editor.destroy()
      view.current = undefined
    }
    // The text is where it begins; what is typed is the editor's own.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [syntax, label, describedBy, help])

  useEffect(() => {
    const extension = schema && syntax !== 'toml' ? schemaHelp(syntax, schema) : []
    view.current?.dispatch({ effects: help.reconfigure(extension) })
  }, [schema, syntax, help])

  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(problems, editor.state.doc)))
  }, [problems])

  useEffect(() => {
    const editor = view.current
    if (!editor || !focus) return
    const { from } = editor.state.doc.line(Math.max(1, Math.min(focus.line, editor.state.doc.lines)))
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    })
    editor.focus()
  }, [focus])

  return <div ref={host} className="[&_.cm-editor]:max-h-[min(36rem,70dvh)]" />
}

function languageOf(syntax: FileText['syntax']): Extension {
  if (syntax === 'yaml') return yaml()
  return syntax === 'json' ? json() : []
}

function told(action: () => void): true {
  action()
  return true
}
