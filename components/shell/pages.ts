import {
  Anchor,
  FileCode2,
  FileText,
  HeartPulse,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Radar,
  Settings2,
  Target,
} from 'lucide-react'

export interface PageLink {
  href: string
  title: string
  icon: LucideIcon
  /** Other words by which a person may look for it. */
  keywords: string
}

/** The pages that work, in the order of the navigation. */
export const PAGES: readonly PageLink[] = [
  { href: '/', title: 'Overview', icon: LayoutDashboard, keywords: 'home dashboard events connect' },
  { href: '/servers', title: 'Servers', icon: Anchor, keywords: 'registry fleet list tools' },
  {
    href: '/health',
    title: 'Health',
    icon: HeartPulse,
    keywords: 'fleet uptime latency heat map incidents maintenance down slow',
  },
  {
    href: '/discovery',
    title: 'Discovery',
    icon: Radar,
    keywords: 'sources kubernetes http dns runs conflicts held approve history',
  },
  { href: '/playground', title: 'Playground', icon: MessagesSquare, keywords: 'chat ask model tools' },
  {
    href: '/documents',
    title: 'Documents',
    icon: FileText,
    keywords: 'collections upload files pdf passages library knowledge rag resources',
  },
  {
    href: '/evaluation',
    title: 'Evaluation',
    icon: Target,
    keywords: 'gold questions recall measure metrics retrieval compare runs gate',
  },
  { href: '/config', title: 'Config', icon: FileCode2, keywords: 'files yaml reload environment' },
  {
    href: '/settings',
    title: 'Settings',
    icon: Settings2,
    keywords: 'model key access webhooks slack checks limits interval',
  },
]

/** Whether `path` is this page or one below it. */
export function isAt(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
}
