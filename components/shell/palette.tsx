'use client'
import { Search } from 'lucide-react'
import { Dialog as DialogPrimitive } from 'radix-ui'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '../ui/button'
import { Kbd } from '../ui/kbd'
import { PaletteContent } from './palette-content'

const isMac = () => /mac|iphone|ipad/i.test(globalThis.navigator.userAgent)

/** Ctrl K or Cmd K from anywhere, also while typing. */
export function Palette() {
  const [open, setOpen] = useState(false)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || event.shiftKey || event.altKey) return
    if (isMac() ? !event.metaKey : !event.ctrlKey) return
    event.preventDefault()
    setOpen(!open)
  })

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])

  return (
    <DialogPrimitive.Root open={open} onOpenChange={setOpen}>
      <DialogPrimitive.Trigger asChild>
        <Button
          aria-keyshortcuts="Control+K Meta+K"
          className="text-muted-foreground w-full max-w-72 min-w-8 justify-start font-normal max-sm:w-8 max-sm:justify-center max-sm:px-0"
        >
          <Search aria-hidden />
          <span className="max-sm:sr-only">Search or run a command</span>
          <span aria-hidden className="ml-auto flex gap-1 max-sm:hidden">
            <Kbd>Ctrl</Kbd>
            <Kbd>K</Kbd>
          </span>
        </Button>
      </DialogPrimitive.Trigger>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className="data-[state=open]:animate-in data-[state=open]:fade-in-0 fixed inset-0 z-50 bg-black/30" />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          className="bg-popover text-popover-foreground data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98 fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border shadow-lg duration-100 outline-none"
        >
          <DialogPrimitive.Title className="sr-only">Commands</DialogPrimitive.Title>
          <PaletteContent onDone={() => setOpen(false)} />
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  )
}
