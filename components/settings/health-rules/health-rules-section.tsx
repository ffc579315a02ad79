'use client'
import { SettingsSection } from '../settings-section'

/** What servers are measured by. */
export function HealthRulesSection() {
  return (
    <SettingsSection id="checks" title="Checks" description="What servers are measured by.">
      <span />
    </SettingsSection>
  )
}
