import type { Metadata } from 'next'
import { ConfigPage } from '@/components/config/config-page'

export const metadata: Metadata = { title: 'Config' }

export default function Config() {
  return <ConfigPage />
}
