'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { amountWords } from '@/components/ui/number-words'
import { foldText } from '../words'

interface FoldedTextProps {
  text: string
  label: string
  className?: string
}

/** A text as it is, long ones folded until asked for. */
export function FoldedText({ text, label, className }: FoldedTextProps) {
  const [isWhole, setIsWhole] = useState(false)
  const { shown, moreLines } = foldText(text)
  const isFolded = moreLines > 0 && !isWhole
  return (
    <div className="grid grid-cols-1 gap-1">
      <div className={className}>
        <CodeBlock code={isFolded ? shown : text} label={label} wrap className="max-h-[32rem]" />
      </div>
      {moreLines > 0 && (
        <Button
          size="sm"
          variant="ghost"
          className="text-muted-foreground justify-self-start"
          onClick={() => setIsWhole(!isWhole)}
          aria-expanded={isWhole}
        >
          {isWhole ? 'Fold' : `Show ${amountWords(moreLines, 'more line')}`}
        </Button>
      )}
    </div>
  )
}
