'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { parseAsStringLiteral, useQueryStates } from 'nuqs'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Label } from '@/components/ui/label'
import { optionsOf } from '@/components/ui/options'
import { QueryError } from '@/components/ui/query-error'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { download } from '@/lib/client/download'
import { queryKeys } from '@/lib/client/query-keys'
import { EXPORT_FORMATS, exportServers } from '@/lib/domain/api/servers'

const FORMAT_WORDS: Record<(typeof EXPORT_FORMATS)[number], string> = {
  portolan: 'Portolan',
  claude: 'Claude Desktop, Claude Code',
  vscode: 'VS Code',
  cursor: 'Cursor',
  windsurf: 'Windsurf',
  gemini: 'Gemini CLI',
  zed: 'Zed',
  codex: 'Codex',
}
const SYNTAXES = ['yaml', 'json'] as const

interface Format {
  format: (typeof EXPORT_FORMATS)[number]
  syntax: (typeof SYNTAXES)[number]
}

/** The server as text in one of the formats; secrets become variables. */
export function useExported(name: string, format: Format) {
  return useQuery({
    queryKey: [...queryKeys.server(name), 'export', format],
    queryFn: ({ signal }) => client.call(exportServers, { query: { ...format, name: [name] }, signal }),
    placeholderData: keepPreviousData,
  })
}

/** The server in each client's own format, to copy or download. */
export function ExportTab({ name }: { name: string }) {
  const [format, setFormat] = useQueryStates({
    format: parseAsStringLiteral(EXPORT_FORMATS).withDefault('portolan'),
    syntax: parseAsStringLiteral(SYNTAXES).withDefault('yaml'),
  })
  const exported = useExported(name, format)
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Label htmlFor="export-format">For</Label>
        <Select
          id="export-format"
          className="w-60"
          value={format.format}
          options={optionsOf(EXPORT_FORMATS, FORMAT_WORDS)}
          onValueChange={(next) => void setFormat({ format: next })}
        />
        {format.format === 'portolan' && (
          <div role="group" aria-label="Syntax" className="flex gap-0.5">
            {SYNTAXES.map((syntax) => (
              <Button
                key={syntax}
                size="sm"
                variant={syntax === format.syntax ? 'secondary' : 'ghost'}
                aria-pressed={syntax === format.syntax}
                onClick={() => void setFormat({ syntax })}
              >
                {syntax.toUpperCase()}
              </Button>
            ))}
          </div>
        )}
        {exported.data && (
          <Button
            className="ml-auto"
            onClick={() => download(exported.data.fileName, exported.data.text, exported.data.mediaType)}
          >
            <Download aria-hidden />
            Download {exported.data.fileName}
          </Button>
        )}
      </div>
      <ExportedText exported={exported} label={`Configuration for ${FORMAT_WORDS[format.format]}`} />
      <p className="text-muted-foreground text-xs">
        Secret values are left out: where one belongs there is a variable, to be set where the file is read.
      </p>
    </div>
  )
}

export function ExportedText({
  exported,
  label,
}: {
  exported: ReturnType<typeof useExported>
  label: string
}) {
  if (exported.isError) {
    return <QueryError title="It could not be written in this format" query={exported} />
  }
  if (!exported.data) return <Skeleton className="h-48" />
  return (
    <>
      {exported.data.warnings.length > 0 && (
        <ul className="text-warn list-disc pl-5 text-sm">
          {exported.data.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <CodeBlock code={exported.data.text} label={label} className="max-h-[32rem]" />
    </>
  )
}
