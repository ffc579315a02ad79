import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { SharedView } from '@/components/playground/share/shared-view'
import { getRuntime } from '@/lib/runtime/get-runtime'

interface SharedProps {
  params: Promise<{ token: string }>
}

/** For those who were given the link; search engines are none of them, and no page it leads to learns of it. */
const PRIVATE = { robots: { index: false, follow: false }, referrer: 'no-referrer' } as const

export async function generateMetadata({ params }: SharedProps): Promise<Metadata> {
  const shared = await read(params)
  return { ...PRIVATE, title: { absolute: shared?.title ?? 'Not found' } }
}

export default async function Shared({ params }: SharedProps) {
  const shared = await read(params)
  if (!shared) notFound()
  return <SharedView shared={shared} />
}

async function read(params: SharedProps['params']) {
  // A link may be ended at any moment: nothing is built ahead.
  await connection()
  return (await getRuntime()).sharing.read((await params).token)
}
