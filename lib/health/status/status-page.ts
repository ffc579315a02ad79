import 'server-only'
import type { PublicStatus, StatusPageSettings } from '@/lib/domain/api/status'
import { statusPageSettingsSchema } from '@/lib/domain/api/status'
import { AppError } from '@/lib/kit/app-error'

/** What strangers may see: nothing, unless somebody has published it. */
export class StatusPage {
  settings(): Promise<StatusPageSettings> {
    return Promise.resolve(statusPageSettingsSchema.parse({}))
  }

  set(settings: StatusPageSettings): Promise<StatusPageSettings> {
    return Promise.resolve(settings)
  }

  /** Throws `not-found` while it is not published. */
  read(): Promise<PublicStatus> {
    throw new AppError('not-found', 'There is no such page')
  }

  /** An SVG. Throws `not-found`, to a stranger also for a server that is there and not published. */
  badge(_request: BadgeRequest): Promise<string> {
    throw new AppError('not-found', 'There is no such badge')
  }
}

export interface BadgeRequest {
  server: string
  show: 'status' | 'uptime' | 'response'
  range: '24h' | '7d' | '30d' | '90d'
  label?: string | undefined
  isStranger: boolean
}
