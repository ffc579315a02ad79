/** So far above and below the screen a message is drawn: a quick scroll must not outrun the drawing. */
const NEAR_PX = 1_200

interface Watch {
  observer: IntersectionObserver
  told: Map<Element, (entry: IntersectionObserverEntry) => void>
}

const watches = new WeakMap<Element, Watch>()

/** Tells when `element` comes near what is seen of `scroller`, and when it leaves. Returns how to end that. */
export function watchNear(
  scroller: Element,
  element: Element,
  onChange: (entry: IntersectionObserverEntry) => void,
): () => void {
  const watch = watches.get(scroller) ?? begin(scroller)
  watch.told.set(element, onChange)
  watch.observer.observe(element)
  return () => {
    watch.told.delete(element)
    watch.observer.unobserve(element)
  }
}

/** One for all of them: a thousand would each be asked in every frame. */
function begin(scroller: Element): Watch {
  const told: Watch['told'] = new Map()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) told.get(entry.target)?.(entry)
    },
    { root: scroller, rootMargin: `${NEAR_PX}px 0px` },
  )
  const watch = { observer, told }
  watches.set(scroller, watch)
  return watch
}
