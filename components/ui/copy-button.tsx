'use client'
import { Check, Copy } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { toast } from 'sonner'
import { Button } from './button'
import { Tooltip } from './tooltip'

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'children'> {
  text: string
  /** What is copied: "Copy configuration". */
  label?: string
}

export function CopyButton({ text, label = 'Copy', ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      toast.error('The browser did not allow copying', {
        description: 'Select the text and copy it by hand.',
      })
    }
  }

  return (
    <Tooltip content={label}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={copied ? 'Copied' : label}
        onClick={() => void copy()}
        {...props}
      >
        {copied ? <Check className="text-ok" aria-hidden /> : <Copy aria-hidden />}
      </Button>
    </Tooltip>
  )
}
