'use client'
import { Page } from '@/components/shell/page'

/** Where servers come from: sources, what they hold for approval, where they disagree, and their runs. */
export function DiscoveryPage() {
  return <Page title="Discovery">{null}</Page>
}
