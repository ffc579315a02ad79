'use client'
import { useTheme } from 'next-themes'
import { Toaster as Sonner, type ToasterProps } from 'sonner'

// Sonner reads its colours from these variables; the type of `style` knows only CSS's own.
const style = {
  '--normal-bg': 'var(--popover)',
  '--normal-text': 'var(--popover-foreground)',
  '--normal-border': 'var(--border)',
  '--border-radius': 'var(--radius-lg)',
} as React.CSSProperties

const THEMES = ['light', 'dark', 'system'] as const

export function Toaster(props: ToasterProps) {
  const { theme } = useTheme()
  return (
    <Sonner
      theme={THEMES.find((known) => known === theme) ?? 'system'}
      position="bottom-right"
      closeButton
      style={style}
      toastOptions={{ classNames: { description: '!text-muted-foreground' } }}
      {...props}
    />
  )
}
