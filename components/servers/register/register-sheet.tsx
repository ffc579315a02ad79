'use client'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { PasteImport } from './paste-import'
import { RegisterForm } from './register-form'
import { REGISTER_MODES, type RegisterMode } from './use-register-param'

interface RegisterSheetProps {
  mode: RegisterMode | null
  onModeChange: (mode: RegisterMode | null) => void
}

/** Registers servers, by a form or by pasting a configuration. */
export function RegisterSheet({ mode, onModeChange }: RegisterSheetProps) {
  const close = () => onModeChange(null)
  return (
    <Sheet open={mode !== null} onOpenChange={(isOpen) => !isOpen && close()}>
      <SheetContent title="Register servers" className="max-w-2xl">
        <Tabs
          value={mode ?? 'form'}
          onValueChange={(value) => onModeChange(REGISTER_MODES.find((each) => each === value) ?? 'form')}
          className="flex min-h-0 flex-1 flex-col"
        >
          <TabsList className="shrink-0">
            <TabsTrigger value="form">Form</TabsTrigger>
            <TabsTrigger value="paste">Paste a configuration</TabsTrigger>
          </TabsList>
          {/* Both stay, so that going to look at the other loses nothing that was typed. */}
          <TabsContent value="form" forceMount className="data-[state=inactive]:hidden">
            <RegisterForm onDone={close} />
          </TabsContent>
          <TabsContent value="paste" forceMount className="data-[state=inactive]:hidden">
            <PasteImport onDone={close} />
          </TabsContent>
        </Tabs>
      </SheetContent>
    </Sheet>
  )
}
