/** To a stranger, a link that was ended is a link that never was. */
export default function NotShared() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md place-content-center gap-1 px-6 text-center">
      <h1 className="text-base font-semibold">Nothing is shared here</h1>
      <p className="text-muted-foreground text-sm">
        The link may have been ended or copied only in part. Who sent it can make a new one.
      </p>
    </main>
  )
}
