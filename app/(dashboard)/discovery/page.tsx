import type { Metadata } from 'next'
import { DiscoveryPage } from '@/components/discovery/discovery-page'

export const metadata: Metadata = { title: 'Discovery' }

export default function Discovery() {
  return <DiscoveryPage />
}
