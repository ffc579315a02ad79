'use client'
import { FileCode2, FileX2, Plus, SquareTerminal, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { amountWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import type { getConfig } from '@/lib/domain/api/config'
import { cn } from '@/lib/kit/class-names'
import { ENVIRONMENT, environmentLook, fileLook, GONE_LOOK, shortPaths } from './config-words'

interface ConfigPlacesProps {
  config: z.infer<typeof getConfig.response>
  place: string
  onChoose: (place: string) => void
  /** A file that is there no more: its history is what there is of it. */
  onGone: (place: string) => void
  /** Left out where no file can be made. */
  onNew?: () => void
}

/** Every file and the variable, in order of precedence, each with its state. */
export function ConfigPlaces({ config, place, onChoose, onGone, onNew }: ConfigPlacesProps) {
  const { files, gone, environment, paths } = config
  const names = shortPaths(files.map((file) => file.path))
  const goneNames = shortPaths(gone.map((file) => file.path))
  return (
    <Card aria-label="Files and environment" className="p-1.5">
      <ul className="grid gap-0.5">
        {files.map((file) => (
          <Place
            key={file.path}
            icon={FileCode2}
            name={names.get(file.path) ?? file.path}
            hint={file.path}
            look={fileLook(file)}
            beside={file.exists && amountWords(file.servers.length, 'server')}
            current={place === file.path}
            onChoose={() => onChoose(file.path)}
          />
        ))}
        <Place
          icon={SquareTerminal}
          name={ENVIRONMENT}
          hint="Environment variable"
          look={environmentLook(environment)}
          beside={environment.set && amountWords(environment.servers.length, 'server')}
          current={place === ENVIRONMENT}
          onChoose={() => onChoose(ENVIRONMENT)}
        />
      </ul>
      {onNew && (
        <Button size="sm" variant="ghost" className="mb-1 w-full justify-start" onClick={onNew}>
          <Plus aria-hidden />
          New file
        </Button>
      )}
      {gone.length > 0 && (
        <details className="border-t py-1" open={gone.some(({ path }) => path === place)}>
          <summary className="text-muted-foreground cursor-pointer px-2 py-1 text-xs select-none">
            {amountWords(gone.length, 'deleted file')}
          </summary>
          <ul aria-label="Deleted files" className="grid max-h-80 gap-0.5 overflow-y-auto">
            {gone.map(({ path, at }) => (
              <Place
                key={path}
                icon={FileX2}
                name={goneNames.get(path) ?? path}
                hint={path}
                look={GONE_LOOK}
                beside={<RelativeTime at={at} />}
                current={place === path}
                onChoose={() => onGone(path)}
              />
            ))}
          </ul>
        </details>
      )}
      {paths.length > 0 && (
        <details className="border-t px-2 pt-2 pb-1 text-xs">
          <summary className="text-muted-foreground cursor-pointer select-none">
            {amountWords(paths.length, 'place')} looked at
          </summary>
          <ul className="text-muted-foreground mt-1.5 grid gap-1">
            {paths.map((path) => (
              <li key={path}>
                <code className="wrap-anywhere">{path}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}

interface PlaceProps {
  icon: LucideIcon
  name: string
  hint: string
  look: Look
  /** At the end of its second line. */
  beside: ReactNode
  current: boolean
  onChoose: () => void
}

function Place({ icon: Icon, name, hint, look, beside, current, onChoose }: PlaceProps) {
  return (
    <li>
      <button
        type="button"
        title={hint}
        aria-current={current ? 'true' : undefined}
        onClick={onChoose}
        className={cn(
          'grid w-full grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 rounded-md px-2 py-1.5 text-left transition-colors',
          current ? 'bg-accent' : 'hover:bg-accent/60',
        )}
      >
        <Icon className="text-muted-foreground mt-0.5 size-4" aria-hidden />
        <span className="truncate font-medium">{name}</span>
        <span className="col-start-2 flex items-center justify-between gap-2">
          <LookBadge look={look} className="text-xs" />
          <span className="text-muted-foreground text-xs">{beside}</span>
        </span>
      </button>
    </li>
  )
}
