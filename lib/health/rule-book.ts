import 'server-only'
import { type HealthRules, healthRulesSchema } from '@/lib/domain/health'
import type { Logger } from '@/lib/kit/logger'
import type { SettingsStore } from '@/lib/store/settings'
import { NO_RULES } from './limits'

export interface RuleBookParts {
  settings: Pick<SettingsStore, 'get' | 'set'>
  /** Tells the other replicas. */
  tell: () => Promise<void>
  logger: Logger
  /** They are others now. */
  onChange: () => void
}

const KEY = 'health'

/** The rules that a person has set, the same on every replica. */
export class RuleBook {
  #rules: HealthRules = NO_RULES

  constructor(private readonly parts: RuleBookParts) {}

  get rules(): HealthRules {
    return this.#rules
  }

  /** Takes what is stored; what can't be read leaves the rules as they are. */
  async load(): Promise<void> {
    const stored = await this.parts.settings.get(KEY)
    const rules = healthRulesSchema.safeParse(stored ?? {})
    if (!rules.success) {
      this.parts.logger.warn({ err: rules.error }, 'The stored rules of health can not be read')
      return
    }
    if (JSON.stringify(rules.data) === JSON.stringify(this.#rules)) return
    this.#rules = rules.data
    this.parts.onChange()
  }

  async set(rules: HealthRules): Promise<void> {
    await this.parts.settings.set(KEY, rules)
    this.#rules = rules
    this.parts.onChange()
    await this.parts.tell()
  }
}
