import type { ReactNode } from 'react'

/** What is shown before the first question: read from its beginning, so that nothing follows what comes last. */
export function BeforeFirst({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 [scrollbar-width:thin] overflow-y-auto">
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-6">{children}</div>
    </div>
  )
}
