'use client'
import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import type { z } from 'zod'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { useReloadConfig } from '@/components/shell/use-reload-config'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { getConfig } from '@/lib/domain/api/config'
import { cn } from '@/lib/kit/class-names'
import { ConfigPlaces } from './config-places'
import { ENVIRONMENT, firstPlace } from './config-words'
import { EnvironmentView } from './environment-view'
import { FileView } from './file-view'
import { LastReload } from './last-reload'
import { ReloadHistory } from './reload-history'

type Config = z.infer<typeof getConfig.response>

export function ConfigPage() {
  const config = useQuery({
    queryKey: queryKeys.config,
    queryFn: ({ signal }) => client.call(getConfig, { signal }),
  })
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
          <ErrorState
            title="The configuration could not be read"
            error={config.error}
            onRetry={() => void config.refetch()}
            retrying={config.isFetching}
          />
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

function ConfigParts({ config }: { config: Config }) {
  const [chosen, setChosen] = useQueryState('place', parseAsString.withOptions({ history: 'push' }))
  const { files, environment, reloads } = config
  const known = chosen === ENVIRONMENT || files.some((file) => file.path === chosen)
  const place = known && chosen ? chosen : firstPlace(files, environment)
  const file = files.find((candidate) => candidate.path === place)

  return (
    <>
      <LastReload reload={reloads[0]} />
      <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <ConfigPlaces config={config} place={place} onChoose={(next) => void setChosen(next)} />
        {/* A new place starts afresh: its own scroll, its own marks. */}
        {file ? <FileView key={file.path} file={file} /> : <EnvironmentView environment={environment} />}
      </div>
      <ReloadHistory reloads={reloads} />
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
