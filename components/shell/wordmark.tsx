import Link from 'next/link'
import { Mark } from './mark'

export function Wordmark() {
  return (
    <Link
      href="/"
      className="flex w-fit items-center gap-2 rounded-md text-base font-semibold tracking-tight"
    >
      <Mark className="text-primary size-5.5" />
      Portolan
    </Link>
  )
}
