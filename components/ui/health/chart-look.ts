/** How axes and grids look, in every chart. */
export const AXIS = {
  tick: { fontSize: 11, fill: 'var(--muted-foreground)' },
  tickLine: false,
  axisLine: false,
} as const

export const GRID = { stroke: 'var(--border)', strokeDasharray: '2 4' } as const
