'use client'
import { Braces, FileDown, Link2, Share } from 'lucide-react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { urlOf } from '@/lib/client/api'
import { exportJson, exportMarkdown } from '@/lib/domain/api/conversations'

interface ShareMenuProps {
  conversation: string
  isShared: boolean
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  onShare: () => void
}

/** How a conversation leaves: by a link that shows it, or as a file. */
export function ShareMenu({ conversation, isShared, isOpen, onOpenChange, onShare }: ShareMenuProps) {
  const params = { id: conversation }
  return (
    <DropdownMenu open={isOpen} onOpenChange={onOpenChange}>
      <DropdownMenuTrigger asChild>
        <Button size="sm" variant="ghost">
          <Share aria-hidden />
          {isShared ? 'Shared' : 'Share'}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={onShare}>
          <Link2 aria-hidden />
          {isShared ? 'Link' : 'Share by link'}
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={urlOf(exportMarkdown, { params })} download>
            <FileDown aria-hidden />
            Export as Markdown
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={urlOf(exportJson, { params })} download>
            <Braces aria-hidden />
            Export as JSON, all branches
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
