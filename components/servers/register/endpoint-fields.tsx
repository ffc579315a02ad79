'use client'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { cn } from '@/lib/kit/class-names'
import { AuthFields } from './auth-fields'
import { splitCommand } from './command-line'
import type { ServerForm } from './form-model'
import { PairsEditor } from './pairs-editor'
import { FORM_ID, type FormPartProps, TextField } from './text-field'

const KINDS = [
  { kind: 'stdio', title: 'Command', words: 'A program that Portolan starts and speaks to over stdio' },
  { kind: 'remote', title: 'Address', words: 'A server that runs already, over HTTP' },
] as const

/** Where the server is and how to speak to it. */
export function EndpointFields({ isStdioAllowed, ...part }: FormPartProps & { isStdioAllowed: boolean }) {
  return (
    <div className="grid gap-4">
      <KindChoice form={part.form} onFormChange={part.onFormChange} isStdioAllowed={isStdioAllowed} />
      {part.form.kind === 'stdio' ? <StdioFields {...part} /> : <RemoteFields {...part} />}
    </div>
  )
}

function KindChoice({
  form,
  onFormChange,
  isStdioAllowed,
}: Omit<FormPartProps, 'errors'> & { isStdioAllowed: boolean }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">How it is reached</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {KINDS.map(({ kind, title, words }) => {
          const isRefused = kind === 'stdio' && !isStdioAllowed
          return (
            <label
              key={kind}
              className={cn(
                'has-checked:border-primary has-checked:bg-primary/5 has-focus-visible:outline-ring flex items-start gap-2 rounded-md border p-3 has-focus-visible:outline-2',
                isRefused && 'opacity-60',
              )}
            >
              <input
                type="radio"
                name={`${FORM_ID}-kind`}
                className="accent-primary mt-0.5"
                checked={form.kind === kind}
                disabled={isRefused}
                onChange={() => onFormChange({ kind })}
              />
              <span className="grid gap-0.5">
                <span className="text-sm font-medium">{title}</span>
                <span className="text-muted-foreground text-xs">
                  {isRefused ? 'Not allowed from here: set PORTOLAN_STDIO, or declare it in a file' : words}
                </span>
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

function StdioFields(part: FormPartProps) {
  const { form, onFormChange, errors } = part
  const line = splitCommand(form.commandLine)
  return (
    <>
      <div className="grid gap-1">
        <TextField
          {...part}
          name="commandLine"
          label="Command line"
          placeholder="npx -y @modelcontextprotocol/server-memory"
          hint="As in a shell, with quotes; started without one."
          isCode
          isRequired
        />
        {line.ok && line.words.length > 1 && <Words words={line.words} />}
      </div>
      <PairsEditor
        noun="variable"
        legend="Environment"
        hint="Kept sealed and never shown again. ${NAME} is filled from Portolan's own environment."
        pairs={form.env}
        error={errors.env}
        onPairsChange={(env) => onFormChange({ env })}
      />
      <TextField {...part} name="cwd" label="Working folder" placeholder="/srv/data" isCode />
    </>
  )
}

/** The command line as the system will get it. */
function Words({ words }: { words: readonly string[] }) {
  return (
    <p className="flex flex-wrap gap-1" aria-label="The command and its arguments">
      {words.map((word, index) => (
        <code
          key={index}
          className={cn(
            'rounded-sm px-1 text-xs wrap-anywhere',
            index === 0 ? 'bg-primary/10 text-primary' : 'bg-muted',
          )}
        >
          {word === '' ? '""' : word}
        </code>
      ))}
    </p>
  )
}

const TRANSPORTS: { value: ServerForm['transport']; label: string }[] = [
  { value: 'streamable-http', label: 'Streamable HTTP' },
  { value: 'sse', label: 'SSE (older servers)' },
]

function RemoteFields(part: FormPartProps) {
  const { form, onFormChange, errors } = part
  return (
    <>
      <TextField {...part} name="url" label="URL" placeholder="https://example.com/mcp" isCode isRequired />
      <div className="grid gap-1">
        <Label htmlFor={`${FORM_ID}-transport`}>Transport</Label>
        <Select
          id={`${FORM_ID}-transport`}
          className="w-full"
          value={form.transport}
          options={TRANSPORTS}
          onValueChange={(transport) => onFormChange({ transport })}
        />
      </div>
      <PairsEditor
        noun="header"
        legend="Headers"
        hint="Kept sealed and never shown again. ${NAME} is filled from Portolan's own environment."
        pairs={form.headers}
        error={errors.headers}
        onPairsChange={(headers) => onFormChange({ headers })}
      />
      <AuthFields {...part} />
    </>
  )
}
