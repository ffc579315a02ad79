'use client'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { download } from '@/lib/client/download'
import { Button } from '../button'
import { CodeBlock } from '../code-block'
import { foldText, MOST_CHARACTERS, indentedJson, sizeWords } from './fold-text'

interface TextBlockProps {
  text: string
  label?: string
  fileName?: string
}

/** A text as it is, JSON indented; a long one is folded and can be taken whole. */
export function TextBlock({ text, label = 'Text', fileName }: TextBlockProps) {
  const [isWhole, setIsWhole] = useState(false)
  const pretty = useMemo(() => indentedJson(text), [text])
  const full = pretty ?? text
  const folded = foldText(full, isWhole)
  const isFolded = folded.isCut || isWhole
  const save = () => download(fileName ?? (pretty === undefined ? 'result.txt' : 'result.json'), text)
  return (
    <div className="grid min-w-0 gap-1.5">
      <CodeBlock code={folded.shown} label={label} wrap className="max-h-128" copy={!isFolded} />
      {isFolded && (
        <div className="flex flex-wrap items-center gap-2">
          {(full.length <= MOST_CHARACTERS || !isWhole) && (
            <Button size="sm" onClick={() => setIsWhole(!isWhole)}>
              {isWhole ? 'Show less' : full.length > MOST_CHARACTERS ? 'Show the first megabyte' : 'Show all'}
            </Button>
          )}
          <Button size="sm" onClick={save}>
            <Download aria-hidden />
            Download
          </Button>
          <span className="text-muted-foreground text-xs">{sizeWords(full.length)} of text</span>
        </div>
      )}
    </div>
  )
}
