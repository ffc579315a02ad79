'use client'
import {
  columnVisibilityFeature,
  createColumnHelper,
  type Row,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table'
import { serverUrl } from '@/components/ui/server-url'
import type { ServerSummary } from '@/lib/domain/api/servers'
import { StateCell, TagsCell, TargetCell, ToolsCell, TransportCell, UpdatedCell, VersionCell } from './cells'
import { DayCell, P95Cell } from './health-cells'
import { SourceCell } from './source-cell'

/** What the table does; search, filters and sorting are the server's. */
export const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })

export type ServerRow = Row<typeof features, ServerSummary>

const helper = createColumnHelper<typeof features, ServerSummary>()

export const columns = helper.columns([
  helper.accessor('name', {
    cell: ({ row }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <a
          // The row follows it within the app; a link component in each row makes a fast scroll heavy.
          href={serverUrl(row.original.name)}
          // The grid is one stop for the Tab key; its arrows and Enter lead here.
          tabIndex={-1}
          className="max-w-full shrink-0 truncate font-medium underline-offset-4 hover:underline"
        >
          {row.original.name}
        </a>
        {row.original.title !== undefined && row.original.title !== row.original.name && (
          <span className="text-muted-foreground truncate text-xs">{row.original.title}</span>
        )}
      </span>
    ),
  }),
  helper.display({ id: 'state', cell: ({ row }) => <StateCell server={row.original} /> }),
  helper.display({ id: 'source', cell: ({ row }) => <SourceCell server={row.original} /> }),
  helper.display({ id: 'transport', cell: ({ row }) => <TransportCell server={row.original} /> }),
  helper.display({ id: 'tags', cell: ({ row }) => <TagsCell server={row.original} /> }),
  helper.display({ id: 'tools', cell: ({ row }) => <ToolsCell server={row.original} /> }),
  helper.display({ id: 'p95', cell: ({ row }) => <P95Cell name={row.original.name} /> }),
  helper.display({ id: 'day', cell: ({ row }) => <DayCell name={row.original.name} /> }),
  helper.display({ id: 'target', cell: ({ row }) => <TargetCell server={row.original} /> }),
  helper.display({ id: 'version', cell: ({ row }) => <VersionCell server={row.original} /> }),
  helper.display({ id: 'updated', cell: ({ row }) => <UpdatedCell server={row.original} /> }),
])
