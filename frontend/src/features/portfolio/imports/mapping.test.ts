import { expect, test } from 'vitest'
import type { Sketch } from './api'
import { draftOf, mappingOf, meaningOf, missingIn, wordsOf } from './mapping'

const TABLE: Sketch = {
  names: ['Bought on', 'What', 'Ticker', 'Pieces', 'Each', 'Spesen', 'Provision'],
  samples: [],
  words: { What: ['Got', 'Gave'], Ticker: ['ACME'] },
  columns: { symbol: 'Ticker' },
  actions: {},
}
const set = (draft: ReturnType<typeof draftOf>, roles: [number, string | null][]) =>
  roles.reduce((found, [place, role]) => meaningOf(TABLE).withRole(found, place, role, TABLE.names), draft)

test('what is missing is said, one thing at a time', () => {
  const draft = draftOf(TABLE)
  expect(missingIn(draft, TABLE)).toBe('Choose the column with the date.')
  const dated = set(draft, [[0, 'date']])
  expect(missingIn(dated, TABLE)).toContain('amount')
  const traded = set(dated, [
    [3, 'quantity'],
    [1, 'action'],
  ])
  expect(wordsOf(traded, TABLE)).toEqual(['Got', 'Gave'])
  expect(missingIn(traded, TABLE)).toBe('Say what 2 more words mean.')
  const said = { ...traded, actions: { Got: 'buy', Gave: 'sell' } as const }
  expect(missingIn(said, TABLE)).toBeNull()
})

test('a column has one meaning, and a meaning one column, but for costs', () => {
  const draft = set(draftOf(TABLE), [
    [5, 'fee'],
    [6, 'fee'],
    [3, 'quantity'],
    [4, 'quantity'],
    [2, null],
  ])
  expect(draft.roles).toEqual({ 4: 'quantity', 5: 'fee', 6: 'fee' })
})

test('words of a column that is no longer the action are left out of the mapping', () => {
  const draft = set(draftOf(TABLE), [
    [0, 'date'],
    [3, 'quantity'],
    [6, 'tax'],
  ])
  const mapping = mappingOf({ ...draft, actions: { Got: 'buy' }, currency: 'USD' }, TABLE)
  expect(mapping).toEqual({
    columns: { date: ['Bought on'], symbol: ['Ticker'], quantity: ['Pieces'] },
    fees: [],
    taxes: [{ column: 'Provision' }],
    action: 'trade',
    currency: 'USD',
    trade_amount: 'net',
    income_amount: 'gross',
  })
})
