import type { Metadata } from 'next'
import { DocumentPage } from '@/components/documents/view/document-page'

export const metadata: Metadata = { title: 'Document' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <DocumentPage id={(await params).id} />
}
