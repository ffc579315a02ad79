'use client'
import { FileText, FileUp, FolderUp } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FileInput } from './add/add-menu'
import type { NamedFile } from './add/dropped-files'

/** Says what to do when there is nothing yet. */
export function NoDocuments({ onFiles }: { onFiles: (files: NamedFile[]) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  return (
    <div className="grid min-h-0 flex-1 place-content-center rounded-lg border border-dashed">
      <FileInput label="Files to begin with" inputRef={files} onFiles={onFiles} />
      <FileInput label="Folder to begin with" inputRef={folder} onFiles={onFiles} isFolder />
      <EmptyState
        icon={FileText}
        title="Drop files and folders here"
        action={
          <>
            <Button variant="primary" onClick={() => files.current?.click()}>
              <FileUp aria-hidden />
              Choose files
            </Button>
            <Button onClick={() => folder.current?.click()}>
              <FolderUp aria-hidden />
              Choose a folder
            </Button>
          </>
        }
      >
        The playground answers from them and points at the passage. Markdown, text, HTML, PDF, Word,
        PowerPoint, Excel, CSV, JSON and source code are read.
      </EmptyState>
    </div>
  )
}
