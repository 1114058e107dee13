import { expect, test } from 'vitest'
import { sortRows } from '@/components/data-table'
import type { Figure, Holding } from '../shared/api'
import { KEYS, type ColumnId } from './order'

const figure = (value: string | number | null): Figure => ({
  value,
  method: '',
  currency: null,
  quality: [],
  status: value === null ? 'missing_price' : 'ok',
})

const holding = (symbol: string, quantity: string, value: string | null): Holding =>
  ({ symbol, quantity, figures: { value: figure(value) } }) as unknown as Holding

const HOLDINGS = [holding('B', '10', '9.5'), holding('A', '9', null), holding('C', '100', '100')]
const symbols = (column: ColumnId, descending: boolean) =>
  sortRows(HOLDINGS, KEYS[column] ?? (() => null), descending).map(({ symbol }) => symbol)

test('quantities and values are in order of their size, not of their digits', () => {
  expect(symbols('symbol', false)).toEqual(['A', 'B', 'C'])
  expect(symbols('quantity', true)).toEqual(['C', 'B', 'A'])
  expect(symbols('value', true)).toEqual(['C', 'B', 'A'])
})

test.each([true, false])('what has no figure comes last, descending: %s', (descending) => {
  expect(symbols('value', descending).at(-1)).toBe('A')
})
