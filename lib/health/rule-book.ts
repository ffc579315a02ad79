import 'server-only'
import { type HealthRules, healthRulesSchema, joinRules, NO_RULES } from '@/lib/domain/health'
import type { Logger } from '@/lib/kit/logger'
import type { SettingsStore } from '@/lib/store/settings'

export interface RuleBookParts {
  settings: Pick<SettingsStore, 'get' | 'set'>
  /** Tells the other replicas. */
  tell: () => Promise<void>
  logger: Logger
  /** They are others now. */
  onChange: () => void
}

const KEY = 'health'

/** The rules that a person has set, the same on every replica, and below them those that this replica's files declare. */
export class RuleBook {
  #rules: HealthRules = NO_RULES
  #declared: HealthRules = NO_RULES

  constructor(private readonly parts: RuleBookParts) {}

  /** What a person has set. */
  get rules(): HealthRules {
    return this.#rules
  }

  /** What files declare. */
  get declared(): HealthRules {
    return this.#declared
  }

  /** What counts. */
  get effective(): HealthRules {
    return joinRules(this.#rules, this.#declared)
  }

  declare(rules: HealthRules): void {
    if (JSON.stringify(rules) === JSON.stringify(this.#declared)) return
    this.#declared = rules
    this.parts.onChange()
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
