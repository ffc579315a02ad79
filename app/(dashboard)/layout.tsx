import { type ReactNode, Suspense } from 'react'
import { Shell } from '@/components/shell/shell'

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      {/* Pages read the URL's query, which is unknown while the shell is prerendered. */}
      <Suspense>{children}</Suspense>
    </Shell>
  )
}
