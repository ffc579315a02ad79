'use client'
import { Menu } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Sheet, SheetContent, SheetTrigger } from '../ui/sheet'
import { Navigation } from './navigation'

export function MobileNavigation() {
  const [open, setOpen] = useState(false)
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open navigation" className="-ml-2 md:hidden">
          <Menu className="size-4.5" aria-hidden />
        </Button>
      </SheetTrigger>
      <SheetContent side="left" title="Portolan">
        <Navigation onNavigate={() => setOpen(false)} />
      </SheetContent>
    </Sheet>
  )
}
