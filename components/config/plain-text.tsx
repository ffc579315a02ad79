'use client'
import { FileX2 } from 'lucide-react'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyState } from '@/components/ui/empty-state'
import { type FileText } from '@/lib/domain/api/config'
import type { Problem } from '@/lib/domain/problem'

interface PlainTextProps {
  file: FileText
  problems: readonly Problem[]
  focus: { line: number } | undefined
  isGone: boolean
}

/** A file's text as it stands, to be read. */
export function PlainText({ file, problems, focus, isGone }: PlainTextProps) {
  if (file.version === null && isGone) {
    return (
      <EmptyState icon={FileX2} title="This file was deleted">
        Its history keeps the texts that it had; any of them can be compared and restored.
      </EmptyState>
    )
  }
  if (file.version === null) {
    return (
      <EmptyState icon={FileX2} title="There is no such file yet">
        Create it and its servers appear by themselves: the place is watched.
      </EmptyState>
    )
  }
  return (
    <CodeBlock
      code={file.text}
      label={`text of ${file.path}`}
      lineNumbers
      marks={marksOf(problems)}
      focus={focus}
      className="max-h-[36rem] rounded-t-none border-0"
    />
  )
}

function marksOf(problems: readonly Problem[]) {
  return problems.flatMap(({ line, severity, message }) =>
    line === undefined
      ? []
      : [{ line, message, tone: severity === 'error' ? ('bad' as const) : ('warn' as const) }],
  )
}
