import type { Metadata } from 'next'
import { ServerPage } from '@/components/servers/detail/server-page'

interface Props {
  params: Promise<{ name: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: nameIn((await params).name) }
}

export default async function Page({ params }: Props) {
  return <ServerPage name={nameIn((await params).name)} />
}

/** Next hands a page the part of the path as it is in the URL. */
function nameIn(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
