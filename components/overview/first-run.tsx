'use client'
import Link from 'next/link'
import { Mark } from '@/components/shell/mark'
import { useConfig } from '@/components/shell/use-config'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'

const EXAMPLE = `servers:
  everything:
    command: npx
    args: ["-y", "@modelcontextprotocol/server-everything"]
  docs:
    url: https://example.com/mcp
    tags: [docs]
`

/** What to do when there is no server yet: two ways, each one step. */
export function FirstRun() {
  const config = useConfig()
  const paths = config.data?.paths ?? []

  return (
    <Card aria-labelledby="first-run-title" className="grid gap-6 p-6 lg:grid-cols-2 lg:p-8">
      <div className="grid content-start gap-3">
        <Mark className="text-primary size-8" />
        <div className="grid gap-1">
          <h2 id="first-run-title" className="text-lg font-semibold tracking-tight">
            The chart is empty
          </h2>
          <p className="text-muted-foreground max-w-prose text-pretty">
            Portolan watches the MCP servers that you tell it of: in a file, in the environment, or by hand.
            Write the first into <code className="text-foreground text-xs">mcp.yaml</code> and save: it
            appears here by itself, no restart needed.
          </p>
        </div>
        {paths.length > 0 && (
          <div className="grid gap-1">
            <p className="text-muted-foreground">These places are watched:</p>
            <ul className="grid gap-1">
              {paths.map((path) => (
                <li key={path}>
                  <code className="text-xs wrap-anywhere">{path}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="flex flex-wrap gap-2 pt-1">
          <Button variant="primary" asChild>
            <Link href="/servers?register=form">Register a server</Link>
          </Button>
          <Button asChild>
            <Link href="/config">See the configuration</Link>
          </Button>
        </div>
      </div>
      <CodeBlock code={EXAMPLE} label="mcp.yaml example" lineNumbers className="self-start" />
    </Card>
  )
}
