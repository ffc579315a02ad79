const PAGE = 10

/** The bar that a key leads to (WAI-ARIA, slider pattern); undefined where it is no key of the slider's. */
export function barMove(key: string, at: number, count: number): number | undefined {
  const clamp = (to: number) => Math.max(0, Math.min(count - 1, to))
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp(at - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp(at + 1)
    case 'PageDown':
      return clamp(at - PAGE)
    case 'PageUp':
      return clamp(at + PAGE)
    case 'Home':
      return 0
    case 'End':
      return clamp(count - 1)
    default:
      return undefined
  }
}
