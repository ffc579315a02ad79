import { CELL_LOOKS, CELL_ORDER } from './cells'

/** What the bars and cells mean. */
export function Legend() {
  return (
    <ul aria-label="What the cells mean" className="flex flex-wrap gap-x-3 gap-y-1 text-xs">
      {CELL_ORDER.map((cell) => {
        const { word, form, token, opacity } = CELL_LOOKS[cell]
        return (
          <li key={cell} className="text-muted-foreground flex items-center gap-1.5 whitespace-nowrap">
            <svg
              viewBox="0 0 6 14"
              aria-hidden
              className="h-3.5 w-1.5"
              style={{ color: `var(${token})`, opacity }}
            >
              {form.map(([from, to]) => (
                <rect
                  key={from}
                  width="6"
                  y={from * 14}
                  height={Math.max(1, (to - from) * 14)}
                  fill="currentColor"
                />
              ))}
            </svg>
            {word}
          </li>
        )
      })}
    </ul>
  )
}
