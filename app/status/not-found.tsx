/** To a stranger, a page that is not published is a page that is not there. */
export default function NotPublished() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md place-content-center gap-1 px-6 text-center">
      <h1 className="text-base font-semibold">There is no status page here</h1>
      <p className="text-muted-foreground text-sm">
        It may not be published, or not any more. Who runs this Portolan can publish one in its settings.
      </p>
    </main>
  )
}
