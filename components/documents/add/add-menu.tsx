'use client'
import { FileUp, FolderUp, Link2, Plug, Plus } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import type { Add } from '../place'
import { chosenFiles, type NamedFile } from './dropped-files'

interface AddMenuProps {
  onFiles: (files: NamedFile[]) => void
  onAdd: (what: Add) => void
}

/** The ways in: files, a folder, addresses, a server's resources. */
export function AddMenu({ onFiles, onAdd }: AddMenuProps) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  return (
    <>
      <FileInput label="Files to upload" inputRef={files} onFiles={onFiles} />
      <FileInput label="Folder to upload" inputRef={folder} onFiles={onFiles} isFolder />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="primary">
            <Plus aria-hidden />
            Add
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="min-w-52">
          <DropdownMenuItem onSelect={() => files.current?.click()}>
            <FileUp aria-hidden />
            Files
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => folder.current?.click()}>
            <FolderUp aria-hidden />
            Folder
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => onAdd('urls')}>
            <Link2 aria-hidden />
            Web addresses
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => onAdd('resources')}>
            <Plug aria-hidden />A server’s resources
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  )
}

interface FileInputProps {
  label: string
  inputRef: React.RefObject<HTMLInputElement | null>
  onFiles: (files: NamedFile[]) => void
  isFolder?: boolean
}

export function FileInput({ label, inputRef, onFiles, isFolder = false }: FileInputProps) {
  return (
    <input
      ref={inputRef}
      type="file"
      multiple
      hidden
      aria-label={label}
      {...(isFolder && { webkitdirectory: '' })}
      onChange={({ target }) => {
        onFiles(chosenFiles(target.files))
        // The same file chosen again is a change, too.
        target.value = ''
      }}
    />
  )
}
