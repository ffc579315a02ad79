'use client'
import { ChevronDown, Tag } from 'lucide-react'
import { ConnectAllButton, useIsConnecting } from '@/components/shell/connect-all-button'
import { useConnecting } from '@/components/shell/connect-provider'
import { useServerFacets } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { countWords } from '@/components/ui/number-words'

/** "Connect all", and beside it the same for one tag. */
export function ConnectActions() {
  const { begin } = useConnecting()
  const busy = useIsConnecting()
  return (
    <div className="flex">
      <ConnectAllButton variant="primary" className="rounded-r-none" />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="primary"
            size="icon"
            disabled={busy}
            aria-label="Connect by tag"
            className="border-primary-foreground/30 rounded-l-none border-l"
          >
            <ChevronDown aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="max-w-72">
          <DropdownMenuLabel>Connect by tag</DropdownMenuLabel>
          <Tags onChoose={(tag) => begin({ tags: [tag] })} />
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  )
}

function Tags({ onChoose }: { onChoose: (tag: string) => void }) {
  const facets = useServerFacets()
  const tags = Object.entries(facets.data?.tags ?? {}).sort(([a], [b]) => a.localeCompare(b))
  if (tags.length === 0) {
    const words = facets.isPending ? 'Reading tags…' : (facets.error?.message ?? 'No server has a tag yet')
    return <DropdownMenuItem disabled>{words}</DropdownMenuItem>
  }
  return tags.map(([tag, count]) => (
    <DropdownMenuItem key={tag} onSelect={() => onChoose(tag)}>
      <Tag className="text-muted-foreground" aria-hidden />
      <span className="truncate">{tag}</span>
      <span className="text-muted-foreground ml-auto pl-4 text-xs">{countWords(count)}</span>
    </DropdownMenuItem>
  ))
}
