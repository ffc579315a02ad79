'use client'
import { ChevronDown, Tag, Unplug } from 'lucide-react'
import { ConnectAllButton, useIsConnecting } from '@/components/shell/connect-all-button'
import { useConnecting } from '@/components/shell/connect-provider'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { countWords } from '@/components/ui/number-words'

interface ConnectMenuProps {
  tags: Record<string, number>
  onDisconnectAll: () => void
}

const TAGS_SHOWN = 30

/** Connect all, or by tag; disconnect all. */
export function ConnectMenu({ tags, onDisconnectAll }: ConnectMenuProps) {
  const { begin } = useConnecting()
  const isBusy = useIsConnecting()
  const byCount = Object.entries(tags).sort(
    ([a, countA], [b, countB]) => countB - countA || a.localeCompare(b),
  )
  return (
    <div className="flex">
      <ConnectAllButton className="rounded-r-none" />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon" className="-ml-px rounded-l-none" aria-label="More ways to connect">
            <ChevronDown aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="max-w-72">
          <DropdownMenuLabel>Connect by tag</DropdownMenuLabel>
          {byCount.length === 0 && <DropdownMenuItem disabled>No server has a tag yet</DropdownMenuItem>}
          {byCount.slice(0, TAGS_SHOWN).map(([tag, count]) => (
            <DropdownMenuItem key={tag} disabled={isBusy} onSelect={() => begin({ tags: [tag] })}>
              <Tag className="text-muted-foreground" aria-hidden />
              <span className="truncate">{tag}</span>
              <span className="text-muted-foreground ml-auto pl-4 text-xs">{countWords(count)}</span>
            </DropdownMenuItem>
          ))}
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={onDisconnectAll}>
            <Unplug className="text-muted-foreground" aria-hidden />
            Disconnect all
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  )
}
