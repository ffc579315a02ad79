import { shareWords } from '../number-words'
import { CELL_LOOKS, CELL_ORDER } from './cells'

/** "Healthy 97%, Unhealthy 3%": the shares of the cells, which are as long as each other. */
export function cellsWords(cells: string): string {
  if (cells.length === 0) return 'nothing'
  return CELL_ORDER.flatMap((cell) => {
    const count = cells.split(cell).length - 1
    return count > 0 ? [`${CELL_LOOKS[cell].word} ${shareWords(count, cells.length)}`] : []
  }).join(', ')
}
