'use client'
import { Code, Settings2 } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import type { SourceView } from '@/lib/domain/discovery'
import { exampleOf } from './examples'

interface SwitchOnProps {
  source: SourceView
  /** Absent where there is nothing to set on this page. */
  onSettings: (() => void) | undefined
}

/** How a source that is off is switched on: here, in a file, or by a variable. */
export function SwitchOn({ source, onSettings }: SwitchOnProps) {
  const [isShown, setIsShown] = useState(false)
  const id = useId()
  const { file, environment } = exampleOf(source.id)
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {onSettings && (
          <Button size="sm" onClick={onSettings}>
            <Settings2 aria-hidden />
            Set up here
            <span className="sr-only">: {source.title}</span>
          </Button>
        )}
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={isShown}
          aria-controls={id}
          onClick={() => setIsShown(!isShown)}
        >
          <Code aria-hidden />
          In a file or the environment
        </Button>
      </div>
      <div id={id} hidden={!isShown} className="grid gap-3 lg:grid-cols-2 [&[hidden]]:hidden">
        {file !== '' && (
          <div className="grid min-w-0 content-start gap-1">
            <p className="text-muted-foreground text-xs">
              In <code>mcp.yaml</code>, or any file that is read
            </p>
            <CodeBlock code={file} label={`${source.title} in a file`} />
          </div>
        )}
        <div className="grid min-w-0 content-start gap-1">
          <p className="text-muted-foreground text-xs">In the environment, before Portolan starts</p>
          <CodeBlock code={environment} label={`${source.title} in the environment`} wrap />
        </div>
      </div>
    </div>
  )
}
