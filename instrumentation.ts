/** Next calls this once per process, before it serves requests. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { boot } = await import('./lib/runtime/boot')
    boot()
  }
}
