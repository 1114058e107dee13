/** The order of the holdings' table. */
import type { Figure, Holding } from '../shared/api'

export const COLUMNS = [
  ['symbol', 'Holding'],
  ['quantity', 'Quantity'],
  ['average_price', 'Average price'],
  ['value', 'Value'],
  ['total_gain', 'Gain'],
  ['contribution', 'Contribution'],
  ['twr', 'Return'],
] as const
export type Column = (typeof COLUMNS)[number][0]
export interface Order {
  column: Column
  descending: boolean
}

export function figureOf(holding: Holding, column: Column): Figure | undefined {
  if (column === 'average_price' || column === 'contribution') return holding[column]
  return holding.figures[column]
}

/** What one sorts by: a float will do, for nothing is reckoned with it. */
function sizeOf(holding: Holding, column: Column): number | null {
  const value = column === 'quantity' ? holding.quantity : figureOf(holding, column)?.value
  return value === null || value === undefined ? null : Number(value)
}

/** Holdings in order; those without a figure come last in either direction. */
export function inOrder(holdings: Holding[], { column, descending }: Order): Holding[] {
  const sign = descending ? -1 : 1
  return [...holdings].sort((one, other) => {
    if (column === 'symbol') return sign * one.symbol.localeCompare(other.symbol)
    const [a, b] = [sizeOf(one, column), sizeOf(other, column)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sign * (a - b)
  })
}

/** A click on a column: names from A on, numbers from the largest on; again, the other way round. */
export const orderAfter = (order: Order, column: Column): Order => ({
  column,
  descending: order.column === column ? !order.descending : column !== 'symbol',
})
