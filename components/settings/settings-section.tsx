import type { ReactNode } from 'react'

interface SettingsSectionProps {
  id: string
  title: string
  /** What it is for, in a sentence or two. */
  description: ReactNode
  children: ReactNode
}

/** What is set on the right, and what it is for on the left. */
export function SettingsSection({ id, title, description, children }: SettingsSectionProps) {
  return (
    <section
      aria-labelledby={id}
      className="grid max-w-6xl gap-4 lg:grid-cols-[16rem_minmax(0,1fr)] lg:gap-8"
    >
      <div className="grid content-start gap-1">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <div className="text-muted-foreground text-sm text-pretty">{description}</div>
      </div>
      {children}
    </section>
  )
}
