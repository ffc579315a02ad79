import type { ReactNode } from 'react'
import { ConnectProvider } from './connect-provider'
import { FeedSign } from './feed-sign'
import { MobileNavigation } from './mobile-navigation'
import { Navigation } from './navigation'
import { Palette } from './palette'
import { SignOut } from './sign-out'
import { ThemeMenu } from './theme-menu'
import { Wordmark } from './wordmark'

export function Shell({ children }: { children: ReactNode }) {
  return (
    <ConnectProvider>
      <a
        href="#main"
        className="bg-primary text-primary-foreground fixed top-2 left-2 z-50 -translate-y-16 rounded-md px-3 py-2 text-sm font-medium focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="grid min-h-dvh md:grid-cols-[13rem_minmax(0,1fr)]">
        <aside className="bg-sidebar hidden border-r md:block">
          <div className="sticky top-0 flex max-h-dvh flex-col gap-3 overflow-y-auto px-3 pb-3">
            <div className="flex h-12 shrink-0 items-center px-2">
              <Wordmark />
            </div>
            <Navigation />
          </div>
        </aside>
        <div className="flex min-w-0 flex-col">
          <header className="bg-background/90 sticky top-0 z-30 flex h-12 shrink-0 items-center gap-2 border-b px-4 backdrop-blur-sm md:px-6">
            <MobileNavigation />
            <div className="md:hidden">
              <Wordmark />
            </div>
            <div className="flex min-w-0 flex-1 max-md:justify-end">
              <Palette />
            </div>
            <FeedSign />
            <SignOut />
            <ThemeMenu />
          </header>
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
            {children}
          </main>
        </div>
      </div>
    </ConnectProvider>
  )
}
