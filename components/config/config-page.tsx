'use client'
import { RotateCw } from 'lucide-react'
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import type { z } from 'zod'
import { Page } from '@/components/shell/page'
import { useConfig } from '@/components/shell/use-config'
import { useReloadConfig } from '@/components/shell/use-reload-config'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { type getConfig } from '@/lib/domain/api/config'
import { cn } from '@/lib/kit/class-names'
import { ConfigPlaces } from './config-places'
import { ENVIRONMENT, firstPlace } from './config-words'
import { EnvironmentView } from './environment-view'
import { FileView } from './file-view'
import { LastReload } from './last-reload'
import { NewFileDialog } from './new-file-dialog'
import { ReloadHistory } from './reload-history'

type Config = z.infer<typeof getConfig.response>

export function ConfigPage() {
  const config = useConfig()
  const reload = useReloadConfig()

  return (
    <Page
      title="Config"
      beside={config.data && <WatchState watching={config.data.watching} />}
      description="The files and the environment variable in which servers are declared. A saved change applies by itself."
      actions={
        <Button onClick={() => reload.mutate()} disabled={reload.isPending}>
          <RotateCw className={cn(reload.isPending && 'animate-spin')} aria-hidden />
          Reload now
        </Button>
      }
    >
      {config.data ? (
        <ConfigParts config={config.data} />
      ) : config.isError ? (
        <Card>
          <QueryError title="The configuration could not be read" query={config} />
        </Card>
      ) : (
        <ConfigSkeleton />
      )}
    </Page>
  )
}

function WatchState({ watching }: { watching: boolean }) {
  return (
    <LookBadge
      look={
        watching
          ? { word: 'Watching for changes', tone: 'ok', shape: 'disc' }
          : { word: 'Not watching', tone: 'warn', shape: 'triangle' }
      }
      className="text-xs"
    />
  )
}

const PLACE = { place: parseAsString, view: parseAsString, line: parseAsInteger }

function ConfigParts({ config }: { config: Config }) {
  const [{ place: chosen }, setPlace] = useQueryStates(PLACE, { history: 'push' })
  const [naming, setNaming] = useState(false)
  const { files, gone, folders, environment, reloads } = config
  const file = files.find((candidate) => candidate.path === chosen)
  // A file that is being written for the first time is in no list yet.
  const isNew = chosen !== null && folders.some((folder) => chosen.startsWith(`${folder.path}/`))
  const isGone = gone.some(({ path }) => path === chosen)
  const place =
    chosen !== null && (file || isNew || chosen === ENVIRONMENT) ? chosen : firstPlace(files, environment)
  const canMake = folders.some((folder) => folder.readOnly === null)

  return (
    <>
      <LastReload reload={reloads[0]} />
      <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <ConfigPlaces
          config={config}
          place={place}
          onChoose={(next) => void setPlace({ place: next, view: null, line: null })}
          onGone={(next) => void setPlace({ place: next, view: 'history', line: null })}
          {...(canMake && { onNew: () => setNaming(true) })}
        />
        {place === ENVIRONMENT ? (
          <EnvironmentView environment={environment} />
        ) : (
          // A new place starts afresh: its own scroll, its own marks, its own draft.
          <FileView
            key={place}
            path={place}
            file={files.find((candidate) => candidate.path === place)}
            isGone={isGone}
          />
        )}
      </div>
      <ReloadHistory reloads={reloads} />
      {naming && (
        <NewFileDialog
          folders={folders}
          files={files.map(({ path }) => path)}
          onChoose={(path) => {
            setNaming(false)
            void setPlace({ place: path, view: 'edit', line: null })
          }}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  )
}

function ConfigSkeleton() {
  return (
    <div aria-busy className="grid gap-4">
      <Card className="grid gap-3 p-4">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-4 w-64 max-w-full" />
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <Card className="grid gap-4 p-4">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-4 w-36" />
        </Card>
        <Card className="grid gap-3 p-4">
          {LINE_WIDTHS.map((width) => (
            <Skeleton key={width} className="h-3.5" style={{ width }} />
          ))}
        </Card>
      </div>
    </div>
  )
}

const LINE_WIDTHS = ['18%', '12%', '34%', '28%', '41%', '22%', '15%', '37%', '31%', '26%', '9%', '44%']
