'use client'
import { FileCode2, Plus, SquareTerminal, type LucideIcon } from 'lucide-react'
import type { z } from 'zod'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { amountWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import type { Look } from '@/components/ui/state-look'
import type { getConfig } from '@/lib/domain/api/config'
import { cn } from '@/lib/kit/class-names'
import { ENVIRONMENT, environmentLook, fileLook, shortPaths } from './config-words'

interface ConfigPlacesProps {
  config: z.infer<typeof getConfig.response>
  place: string
  onChoose: (place: string) => void
  /** Left out where no file can be made. */
  onNew?: () => void
}

/** Every file and the variable, in order of precedence, each with its state. */
export function ConfigPlaces({ config, place, onChoose, onNew }: ConfigPlacesProps) {
  const { files, environment, paths } = config
  const names = shortPaths(files.map((file) => file.path))
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
            servers={file.exists ? file.servers.length : undefined}
            current={place === file.path}
            onChoose={() => onChoose(file.path)}
          />
        ))}
        <Place
          icon={SquareTerminal}
          name={ENVIRONMENT}
          hint="Environment variable"
          look={environmentLook(environment)}
          servers={environment.set ? environment.servers.length : undefined}
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
  servers: number | undefined
  current: boolean
  onChoose: () => void
}

function Place({ icon: Icon, name, hint, look, servers, current, onChoose }: PlaceProps) {
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
          {servers !== undefined && (
            <span className="text-muted-foreground text-xs">{amountWords(servers, 'server')}</span>
          )}
        </span>
      </button>
    </li>
  )
}
