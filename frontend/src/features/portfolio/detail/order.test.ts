import { expect, test } from 'vitest'
import type { Figure, Holding } from '../shared/api'
import { inOrder, orderAfter, type Order } from './order'

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
const symbols = (order: Order) => inOrder(HOLDINGS, order).map(({ symbol }) => symbol)

test('quantities and values are in order of their size, not of their digits', () => {
  expect(symbols({ column: 'quantity', descending: true })).toEqual(['C', 'B', 'A'])
  expect(symbols({ column: 'value', descending: true })).toEqual(['C', 'B', 'A'])
})

test.each([true, false])('what has no figure comes last, descending: %s', (descending) => {
  expect(symbols({ column: 'value', descending }).at(-1)).toBe('A')
})

test('a column chosen again turns round', () => {
  const first = orderAfter({ column: 'symbol', descending: false }, 'value')
  expect(first).toEqual({ column: 'value', descending: true })
  expect(orderAfter(first, 'value').descending).toBe(false)
  expect(orderAfter(first, 'symbol').descending).toBe(false)
})
