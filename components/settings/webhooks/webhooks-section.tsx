'use client'
import { SettingsSection } from '../settings-section'

/** Where events are sent to. */
export function WebhooksSection() {
  return (
    <SettingsSection id="webhooks" title="Webhooks" description="Tell other programs what happens.">
      <span />
    </SettingsSection>
  )
}
