'use client'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTitle } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import {
  type ConfigVersion,
  type FileText,
  getConfigVersion,
  listConfigVersions,
} from '@/lib/domain/api/config'
import { isConflict, useSaveFile } from './editor/use-save-file'
import { ReviewDialog } from './review/review-dialog'

const ORIGIN_WORDS: Record<ConfigVersion['origin'], string> = {
  found: 'Found on disk',
  saved: 'Saved here',
  restored: 'Restored here',
}

/** Every text that the file has had, to compare with what it is now and to bring back. */
export function VersionHistory({ file }: { file: FileText }) {
  const [chosen, setChosen] = useState<number>()
  const versions = useQuery({
    queryKey: queryKeys.configVersions(file.path),
    queryFn: ({ signal }) => client.call(listConfigVersions, { query: { path: file.path }, signal }),
  })
  if (versions.isError) return <QueryError title="The history could not be read" query={versions} />
  if (!versions.data) return <Skeleton className="m-4 h-40" />
  if (versions.data.items.length === 0)
    return (
      <EmptyState icon={History} title="No version is kept yet">
        Each text that the file has is kept from now on, the newest fifty of them.
      </EmptyState>
    )
  return (
    <>
      <ul aria-label="Versions, newest first" className="max-h-[36rem] divide-y overflow-y-auto">
        {versions.data.items.map((version) => {
          const isCurrent = version.version === file.version
          return (
            <li
              key={version.id}
              className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2"
            >
              <div className="grid min-w-0">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  <RelativeTime at={version.at} />
                  {isCurrent && <Badge variant="primary">As it is now</Badge>}
                  {!version.valid && <Badge variant="bad">With errors</Badge>}
                </span>
                <span className="text-muted-foreground text-xs">
                  {ORIGIN_WORDS[version.origin]}
                  {version.valid && `, ${amountWords(version.servers, 'server')}`}
                </span>
              </div>
              <Button size="sm" disabled={isCurrent} onClick={() => setChosen(version.id)}>
                {file.readOnly === null ? 'Compare and restore' : 'Compare'}
              </Button>
            </li>
          )
        })}
      </ul>
      {chosen !== undefined && (
        <VersionReview key={chosen} id={chosen} file={file} onClose={() => setChosen(undefined)} />
      )}
    </>
  )
}

function VersionReview({ id, file, onClose }: { id: number; file: FileText; onClose: () => void }) {
  const version = useQuery({
    queryKey: queryKeys.configVersion(id),
    queryFn: ({ signal }) => client.call(getConfigVersion, { params: { id }, signal }),
  })
  const save = useSaveFile(file.path, onClose)
  if (version.isError)
    return (
      <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
        <DialogContent>
          <DialogTitle className="sr-only">Restore an earlier version</DialogTitle>
          <QueryError title="This version could not be read" query={version} />
        </DialogContent>
      </Dialog>
    )
  if (!version.data) return null
  return (
    <ReviewDialog
      file={file}
      draft={version.data.text}
      title="Restore an earlier version"
      action="Restore"
      conflict={
        isConflict(save.error)
          ? 'The file was changed meanwhile; this compares with what it is now.'
          : undefined
      }
      error={
        file.readOnly !== null
          ? `It can’t be restored here. ${file.readOnly}.`
          : save.error && !isConflict(save.error)
            ? save.error.message
            : undefined
      }
      applying={save.isPending || file.readOnly !== null}
      onApply={() => save.mutate({ restore: id, version: file.version })}
      onClose={onClose}
    />
  )
}
