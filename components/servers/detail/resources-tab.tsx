'use client'
import { useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useMemo } from 'react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { BlockView } from '@/components/ui/content-blocks/content-blocks'
import { readContents } from '@/components/ui/content-blocks/read-block'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { QueryError } from '@/components/ui/query-error'
import { ArgumentsForm } from '@/components/ui/schema-form/arguments-form'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { readResource } from '@/lib/domain/api/capabilities'
import type { ServerDetail } from '@/lib/domain/api/servers'
import type { Resource, ResourceTemplate } from '@/lib/domain/capability'
import { expandTemplate, templateVariables } from '@/lib/kit/uri-template'
import { Listing } from './listing'
import { PickList } from './pick-list'
import { textArguments } from './prompt-schema'
import { useResources } from './queries'
import { PANE_HEIGHT, TwoPanes } from './two-panes'

interface ResourcesTabProps {
  server: ServerDetail
  /** URI of a resource, or of a template. */
  chosen: string | null
  onChoose: (uri: string | null) => void
}

export function ResourcesTab({ server, ...props }: ResourcesTabProps) {
  const resources = useResources(server)
  return (
    <Listing server={server} what="resources" query={resources}>
      {({ items, templates }) => (
        <Resources server={server} resources={items} templates={templates} {...props} />
      )}
    </Listing>
  )
}

interface ResourcesProps extends ResourcesTabProps {
  resources: Resource[]
  templates: ResourceTemplate[]
}

function Resources({ server, resources, templates, chosen, onChoose }: ResourcesProps) {
  const items = useMemo(
    () => [
      ...templates.map((each) => ({
        id: each.uriTemplate,
        label: each.title ?? each.name,
        hint: each.uriTemplate,
      })),
      ...resources.map((each) => ({ id: each.uri, label: each.title ?? each.name, hint: each.uri })),
    ],
    [resources, templates],
  )
  if (items.length === 0 && chosen === null) {
    return (
      <EmptyState icon={FileText} title="It has no resources">
        The server is connected and offers none.
      </EmptyState>
    )
  }
  const template = templates.find((each) => each.uriTemplate === chosen)
  const resource = resources.find((each) => each.uri === chosen)
  return (
    <TwoPanes
      isChosen={chosen !== null}
      back="All resources"
      onBack={() => onChoose(null)}
      list={
        <PickList
          label="Resources"
          items={items}
          chosen={chosen}
          onChoose={onChoose}
          className={PANE_HEIGHT}
        />
      }
      chosen={
        template ? (
          <TemplatePane key={template.uriTemplate} template={template} onOpen={onChoose} />
        ) : chosen === null ? (
          <EmptyState icon={FileText} title="Choose a resource">
            Its content is read when you choose it.
          </EmptyState>
        ) : (
          // Also one that is not in the list: a template's, or one that a result has linked to.
          <ResourcePane key={chosen} server={server.name} uri={chosen} resource={resource} />
        )
      }
    />
  )
}

function TemplatePane({ template, onOpen }: { template: ResourceTemplate; onOpen: (uri: string) => void }) {
  const variables = templateVariables(template.uriTemplate)
  const schema = useMemo(
    () => ({
      type: 'object',
      properties: Object.fromEntries(variables.map((name) => [name, { type: 'string' }])),
    }),
    [variables],
  )
  return (
    <article aria-labelledby="resource-title" className="grid gap-4">
      <ResourceHeading
        title={template.title ?? template.name}
        uri={template.uriTemplate}
        words={template.description}
      />
      <ArgumentsForm
        schema={schema}
        onSubmit={(values) => onOpen(expandTemplate(template.uriTemplate, textArguments(values)))}
        actions={
          <Button type="submit" variant="primary">
            Read
          </Button>
        }
      />
    </article>
  )
}

function ResourcePane({
  server,
  uri,
  resource,
}: {
  server: string
  uri: string
  resource: Resource | undefined
}) {
  const read = useQuery({
    queryKey: [...queryKeys.resources(server), 'read', uri],
    queryFn: ({ signal }) => client.call(readResource, { params: { name: server }, body: { uri }, signal }),
    gcTime: 60_000,
  })
  return (
    <article aria-labelledby="resource-title" className="grid gap-4">
      <ResourceHeading
        title={resource?.title ?? resource?.name ?? uri}
        uri={uri}
        words={resource?.description}
      />
      {read.isPending && <Skeleton className="h-40" />}
      {read.isError && <QueryError title="The resource could not be read" query={read} />}
      {read.data?.contents.map((contents, index) => (
        <BlockView key={index} block={readContents(contents)} label={`Content ${index + 1}`} />
      ))}
      {read.data?.contents.length === 0 && <p className="text-muted-foreground text-sm">It is empty.</p>}
    </article>
  )
}

function ResourceHeading({ title, uri, words }: { title: string; uri: string; words: string | undefined }) {
  return (
    <header className="grid gap-1">
      <h2 id="resource-title" className="text-base font-semibold wrap-anywhere">
        {title}
      </h2>
      <p className="text-muted-foreground flex items-center gap-1 font-mono text-xs wrap-anywhere">
        {uri}
        <CopyButton text={uri} label="Copy address" />
      </p>
      {words !== undefined && (
        <p className="text-muted-foreground max-w-prose text-sm whitespace-pre-wrap">{words}</p>
      )}
    </header>
  )
}
