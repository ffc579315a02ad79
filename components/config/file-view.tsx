'use client'
import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { QueryError } from '@/components/ui/query-error'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { type ConfigFile, type FileText, getConfigFile } from '@/lib/domain/api/config'
import { fileLook, GONE_LOOK, watchLook } from './config-words'
import { keptDraft } from './editor/drafts'
import { FileEditor } from './editor/file-editor'
import { PlainText } from './plain-text'
import { ProblemList } from './problem-list'
import { ServerLinks } from './server-links'
import { VersionHistory } from './version-history'

const VIEWS = ['text', 'edit', 'history'] as const

interface FileViewProps {
  path: string
  /** Undefined where the file is not there. */
  file: ConfigFile | undefined
  /** It was there, and its texts are kept. */
  isGone: boolean
}

/** One file: its text, its state, its history, and the editor. */
export function FileView({ path, file, isGone }: FileViewProps) {
  const [{ view, line }, setPlace] = useQueryStates(
    { view: parseAsStringLiteral(VIEWS).withDefault('text'), line: parseAsInteger },
    { history: 'push' },
  )
  const text = useQuery({
    queryKey: queryKeys.configFile(path),
    queryFn: ({ signal }) => client.call(getConfigFile, { query: { path }, signal }),
    retry: false,
  })
  // A new object for each wish, so that the same line can be gone to again.
  const [focus, setFocus] = useState(line === null ? undefined : { line })
  const find = (found: number) => {
    setFocus({ line: found })
    void setPlace({ view: 'text', line: found })
  }
  const problems = file?.problems ?? []
  const isEditing = view === 'edit' && text.data?.readOnly === null
  return (
    <Card aria-labelledby="file-title">
      <FileHeader path={path} file={file} isGone={isGone} />
      {file?.exists && !file.valid && (
        <p role="alert" className="bg-bad/10 text-bad border-b px-4 py-2">
          This text is not what serves: the last valid version does, until the errors are mended.
        </p>
      )}
      {!isEditing && <ProblemList problems={problems} onFind={find} />}
      {file && <ServerLinks label="Servers declared here" names={file.servers} />}
      <Toolbar view={view} file={text.data} onView={(next) => void setPlace({ view: next, line: null })} />
      {text.isError && !(isEditing && text.data) ? (
        <QueryError title="The file could not be read" query={text} />
      ) : !text.data ? (
        <Skeleton className="m-4 h-64" />
      ) : view === 'history' ? (
        <VersionHistory file={text.data} />
      ) : isEditing ? (
        <FileEditor
          file={text.data}
          line={line ?? undefined}
          onClose={() => void setPlace({ view: 'text', line: null })}
        />
      ) : (
        <PlainText file={text.data} problems={problems} focus={focus} isGone={isGone} />
      )}
    </Card>
  )
}

function FileHeader({ path, file, isGone }: FileViewProps) {
  return (
    <CardHeader>
      <div className="flex min-w-0 items-center gap-2">
        <CardTitle id="file-title" className="min-w-0">
          <code className="text-xs font-semibold wrap-anywhere">{path}</code>
        </CardTitle>
        <CopyButton text={path} label="Copy path" />
      </div>
      {isGone && <LookBadge look={GONE_LOOK} className="text-xs" />}
      {file && (
        <div className="text-muted-foreground flex flex-wrap items-center gap-3 text-xs">
          {file.modifiedAt && (
            <span>
              Saved <RelativeTime at={file.modifiedAt} />
            </span>
          )}
          {file.sets.length > 0 && <Badge variant="outline">Sets {file.sets.join(', ')}</Badge>}
          <span title={file.watch.detail}>
            <LookBadge look={watchLook(file.watch)} className="text-xs" />
          </span>
          <LookBadge look={fileLook(file)} className="text-xs" />
        </div>
      )}
    </CardHeader>
  )
}

interface ToolbarProps {
  view: (typeof VIEWS)[number]
  file: FileText | undefined
  onView: (view: (typeof VIEWS)[number]) => void
}

function Toolbar({ view, file, onView }: ToolbarProps) {
  // The file is only ever known in the browser, so this differs from nothing that the server drew.
  const hasDraft = file !== undefined && keptDraft(file.path) !== undefined
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
      <div role="group" aria-label="Show" className="flex gap-1">
        <Button
          size="sm"
          variant={view === 'text' ? 'secondary' : 'ghost'}
          aria-pressed={view === 'text'}
          onClick={() => onView('text')}
        >
          Text
        </Button>
        <Button
          size="sm"
          variant={view === 'history' ? 'secondary' : 'ghost'}
          aria-pressed={view === 'history'}
          onClick={() => onView('history')}
        >
          History
        </Button>
      </div>
      {file?.readOnly === null && view !== 'edit' && (
        <Button size="sm" onClick={() => onView('edit')}>
          <Pencil aria-hidden />
          {hasDraft ? 'Continue the draft' : file.version === null ? 'Write it' : 'Edit'}
        </Button>
      )}
      {hasDraft && view !== 'edit' && <Badge variant="warn">A draft is not applied yet</Badge>}
      {file && file.readOnly !== null && (
        <p className="text-muted-foreground text-xs">
          <Badge variant="outline">Read only</Badge> {file.readOnly}.
        </p>
      )}
    </div>
  )
}
