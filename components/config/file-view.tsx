'use client'
import { useQuery } from '@tanstack/react-query'
import { FileX2 } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { type ConfigFile, getConfigFile } from '@/lib/domain/api/config'
import type { Problem } from '@/lib/domain/problem'
import { fileLook } from './config-words'
import { ProblemList } from './problem-list'
import { ServerLinks } from './server-links'

export function FileView({ file }: { file: ConfigFile }) {
  const [focus, setFocus] = useState<{ line: number }>()
  return (
    <Card aria-labelledby="file-title">
      <CardHeader>
        <div className="flex min-w-0 items-center gap-2">
          <CardTitle id="file-title" className="min-w-0">
            <code className="text-xs font-semibold wrap-anywhere">{file.path}</code>
          </CardTitle>
          <CopyButton text={file.path} label="Copy path" />
        </div>
        <div className="text-muted-foreground flex flex-wrap items-center gap-3 text-xs">
          {file.modifiedAt && (
            <span>
              Saved <RelativeTime at={file.modifiedAt} />
            </span>
          )}
          {file.exists && !file.writable && <Badge variant="outline">Read only</Badge>}
          <LookBadge look={fileLook(file)} className="text-xs" />
        </div>
      </CardHeader>
      {file.exists && !file.valid && (
        <p role="alert" className="bg-bad/10 text-bad border-b px-4 py-2">
          This text is not what serves: the last valid version does, until the errors are mended.
        </p>
      )}
      <ProblemList problems={file.problems} onFind={(line) => setFocus({ line })} />
      <ServerLinks label="Servers declared here" names={file.servers} />
      <FileText file={file} focus={focus} />
    </Card>
  )
}

function FileText({ file, focus }: { file: ConfigFile; focus: { line: number } | undefined }) {
  const shown = useQuery({
    queryKey: queryKeys.configFile(file.path),
    queryFn: ({ signal }) => client.call(getConfigFile, { query: { path: file.path }, signal }),
    enabled: file.exists,
  })
  if (!file.exists) {
    return (
      <EmptyState icon={FileX2} title="There is no such file yet">
        Create it and its servers appear by themselves: the place is watched.
      </EmptyState>
    )
  }
  if (!shown.data) {
    return (
      <EmptyState icon={FileX2} title="The file could not be read">
        Check that Portolan may read it, then reload.
      </EmptyState>
    )
  }
  return (
    <CodeBlock
      code={shown.data.text}
      label={`text of ${file.path}`}
      lineNumbers
      marks={marksOf(file.problems)}
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
