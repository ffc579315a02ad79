import { ticksOf } from './time-axis'

interface AxisProps {
  from: number
  to: number
  /** In px; decides how many times are told. */
  width: number
}

const TICK_WIDTH = 64

/** Times along a map or a row of bars; those who do not see it hear the time with each cell. */
export function Axis({ from, to, width }: AxisProps) {
  const ticks = width > 0 && to > from ? ticksOf(from, to, Math.floor(width / TICK_WIDTH)) : []
  return (
    <div aria-hidden className="text-muted-foreground relative h-4 text-[11px] leading-4">
      {ticks.map(({ at, label }) => {
        const share = (at - from) / (to - from)
        return (
          <span
            key={at}
            className="absolute -translate-x-1/2 whitespace-nowrap before:absolute before:-bottom-1 before:left-1/2 before:h-1 before:w-px before:bg-(--input)"
            style={{ left: `${Math.max(2, Math.min(98, share * 100))}%` }}
          >
            {label}
          </span>
        )
      })}
    </div>
  )
}
