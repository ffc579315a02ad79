'use client'
import { Ban, Download, ExternalLink, MoreHorizontal, RefreshCw, SquarePen, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { urlOf } from '@/lib/client/api'
import { getDocumentOriginal } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'
import { messageOf } from '@/lib/kit/app-error'
import { isUnderWay } from '../document-words'
import { useAct } from '../use-act'
import { DocumentDialog } from './document-dialog'

interface DocumentActionsProps {
  document: Document
  /** At which the original is opened. */
  page: number | undefined
}

export function DocumentActions({ document, page }: DocumentActionsProps) {
  const act = useAct()
  const router = useRouter()
  const [asking, setAsking] = useState<'edit' | 'remove'>()
  const close = () => setAsking(undefined)
  const original = urlOf(getDocumentOriginal, { params: { id: document.id } })
  return (
    <>
      {document.kind === 'pdf' && (
        <Button
          onClick={() => {
            openPdf(original, page).catch((error: unknown) =>
              toast.error('The original could not be opened', { description: messageOf(error) }),
            )
          }}
        >
          <ExternalLink aria-hidden />
          {page === undefined ? 'Open original' : `Open at page ${page}`}
        </Button>
      )}
      <Button asChild>
        <a href={original} download>
          <Download aria-hidden />
          Download
        </a>
      </Button>
      {isUnderWay(document.state) ? (
        <Button disabled={act.isPending} onClick={() => act.mutate({ action: 'cancel', ids: [document.id] })}>
          <Ban aria-hidden />
          Cancel
        </Button>
      ) : (
        <Button
          disabled={act.isPending}
          onClick={() => act.mutate({ action: 'reindex', ids: [document.id] })}
        >
          <RefreshCw aria-hidden />
          Index again
        </Button>
      )}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon" aria-label="More actions">
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setAsking('edit')}>
            <SquarePen aria-hidden />
            Name, collection, tags
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setAsking('remove')}>
            <Trash2 aria-hidden className="text-bad" />
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {asking === 'edit' && <DocumentDialog document={document} onClose={close} />}
      <AlertDialog
        open={asking === 'remove'}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={`Delete ${document.name}?`}
        action="Delete it"
        destructive
        onConfirm={() =>
          act.mutate({ action: 'remove', ids: [document.id] }, { onSuccess: () => router.push('/documents') })
        }
      >
        Its original and its passages are deleted with it; answers given before keep what they cited. This can
        not be undone.
      </AlertDialog>
    </>
  )
}

/** The API gives originals as attachments alone; the browser's own viewer shows a PDF without our origin's rights. */
async function openPdf(url: string, page: number | undefined): Promise<void> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`The server answered ${response.status}`)
  const blob = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'application/pdf' }))
  window.open(page === undefined ? blob : `${blob}#page=${page}`, '_blank', 'noopener')
  // The other window reads it at once; a minute is plenty, and then the memory is free.
  setTimeout(() => URL.revokeObjectURL(blob), 60_000)
}
