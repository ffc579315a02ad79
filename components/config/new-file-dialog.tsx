'use client'
import { useState } from 'react'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { z } from 'zod'
import type { getConfig } from '@/lib/domain/api/config'

type Config = z.infer<typeof getConfig.response>

interface NewFileDialogProps {
  folders: Config['folders']
  files: readonly string[]
  onChoose: (path: string) => void
  onClose: () => void
}

/** Names a file in a configured folder; it is there when its first text is applied. */
export function NewFileDialog({ folders, files, onChoose, onClose }: NewFileDialogProps) {
  const writable = folders.filter((folder) => folder.readOnly === null)
  const [folder, setFolder] = useState(writable[0]?.path)
  const [name, setName] = useState('')
  const path = `${folder ?? ''}/${name}`
  const fault = faultOf(name, files.includes(path))
  return (
    <FormDialog
      title="New file"
      description="It is written when you apply its first text."
      action="Write its text"
      canSend={name !== '' && fault === undefined}
      onSend={() => onChoose(path)}
      onClose={onClose}
    >
      {writable.length > 1 && (
        <fieldset className="grid gap-1">
          <legend className="mb-1 text-sm font-medium">Folder</legend>
          {writable.map((each) => (
            <Label key={each.path} className="flex items-center gap-2 font-mono text-xs">
              <input
                type="radio"
                name="folder"
                checked={folder === each.path}
                onChange={() => setFolder(each.path)}
              />
              <span className="wrap-anywhere">{each.path}</span>
            </Label>
          ))}
        </fieldset>
      )}
      <div className="grid gap-1">
        <Label htmlFor="new-file-name">Name</Label>
        <Input
          id="new-file-name"
          autoFocus
          placeholder="team.yaml"
          value={name}
          aria-invalid={name !== '' && fault !== undefined}
          aria-describedby="new-file-fault"
          onChange={(event) => setName(event.target.value)}
        />
        <p id="new-file-fault" className="text-muted-foreground text-xs">
          {name === '' ? 'Ends in .yaml, .yml or .json' : (fault ?? path)}
        </p>
      </div>
    </FormDialog>
  )
}

function faultOf(name: string, exists: boolean): string | undefined {
  if (exists) return 'There is such a file already'
  if (!/^[^./\\][^/\\]*\.(?:ya?ml|json)$/i.test(name))
    return 'A name without a path, ending in .yaml, .yml or .json'
  return undefined
}
