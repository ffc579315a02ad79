import 'server-only'
import {
  type RankOverrides,
  rankOverridesSchema,
  type RankSettings,
  rankSettingsSchema,
} from '@/lib/domain/retrieval'
import type { SettingsStore } from '@/lib/store/settings'

const SETTING = 'retrieval'

/** How passages and tools are ranked where a request does not say otherwise. */
export class RetrievalSettings {
  constructor(private readonly store: Pick<SettingsStore, 'get' | 'set'>) {}

  async get(): Promise<RankSettings> {
    // What an earlier version has stored lacks what came since.
    const stored = rankOverridesSchema.safeParse((await this.store.get(SETTING)) ?? {})
    return merged(rankSettingsSchema.parse({}), stored.data ?? {})
  }

  async set(settings: RankSettings): Promise<RankSettings> {
    await this.store.set(SETTING, settings)
    return settings
  }
}

/** What is undefined does not override. */
export function merged(settings: RankSettings, over: RankOverrides): RankSettings {
  const given = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined))
  return { ...settings, ...given }
}
