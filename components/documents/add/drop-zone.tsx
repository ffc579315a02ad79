'use client'
import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { toast } from 'sonner'
import { messageOf } from '@/lib/kit/app-error'
import { droppedFiles, type NamedFile } from './dropped-files'

interface DropZoneProps {
  /** Where they go, in words. */
  target: string
  onFiles: (files: NamedFile[]) => void
  children: ReactNode
}

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files')

/** The whole of the page takes what is dropped on it; the buttons do the same for who uses no mouse. */
export function DropZone({ target, onFiles, children }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false)
  // One is left for each element that was entered.
  const depth = useRef(0)
  const leave = () => {
    depth.current = 0
    setIsOver(false)
  }
  return (
    <div
      className="contents"
      onDragEnter={(event) => {
        if (!hasFiles(event)) return
        depth.current += 1
        setIsOver(true)
      }}
      onDragLeave={(event) => {
        if (hasFiles(event) && --depth.current <= 0) leave()
      }}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        leave()
        droppedFiles(event.dataTransfer.items)
          .then(onFiles)
          .catch((error: unknown) =>
            toast.error('The files could not be read', { description: messageOf(error) }),
          )
      }}
    >
      {children}
      {isOver && (
        <div className="bg-background/80 pointer-events-none fixed inset-2 z-40 grid place-content-center rounded-xl border-2 border-dashed border-current">
          <p className="flex items-center gap-2 text-sm font-medium">
            <Upload className="size-4" aria-hidden />
            Drop files and folders into {target}
          </p>
        </div>
      )}
    </div>
  )
}
