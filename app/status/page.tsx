import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { StatusView } from '@/components/status/status-view'
import { getRuntime } from '@/lib/runtime/get-runtime'

/** For those who were given the address; search engines are none of them. */
const NOT_INDEXED = { robots: { index: false, follow: false } }

export async function generateMetadata(): Promise<Metadata> {
  const status = await read()
  return { ...NOT_INDEXED, title: { absolute: status?.title ?? 'Not found' } }
}

export default async function Status() {
  const status = await read()
  if (!status) notFound()
  return <StatusView initial={status} />
}

async function read() {
  // What it shows is of the moment: nothing is built ahead.
  await connection()
  return (await getRuntime()).statusPage.find()
}
