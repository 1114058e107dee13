/** The columns of the holdings' table, the first ones those that a phone shows unscrolled, and what each is ordered by. */
import type { Figure, Holding } from '../shared/api'

export const COLUMNS = [
  ['symbol', 'Holding'],
  ['value', 'Value'],
  ['total_gain', 'Gain'],
  ['twr', 'Return'],
  ['quantity', 'Quantity'],
  ['average_price', 'Average price'],
  ['contribution', 'Contribution'],
] as const
export type ColumnId = (typeof COLUMNS)[number][0]

export function figureOf(holding: Holding, column: ColumnId): Figure | undefined {
  if (column === 'average_price' || column === 'contribution') return holding[column]
  return holding.figures[column]
}

/** What one sorts by: a float will do, for nothing is reckoned with it. */
export function sizeOf(holding: Holding, column: ColumnId): number | null {
  const value = column === 'quantity' ? holding.quantity : figureOf(holding, column)?.value
  return value === null || value === undefined ? null : Number(value)
}

/** By column. */
export const KEYS = Object.fromEntries(
  COLUMNS.map(([column]) => [
    column,
    (holding: Holding) => (column === 'symbol' ? holding.symbol : sizeOf(holding, column)),
  ]),
)
