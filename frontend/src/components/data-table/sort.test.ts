import { expect, it } from 'vitest'
import { sortedBy, sortRows } from './sort'

const sorted = (keys: (string | number | bigint | null)[], descending = false) =>
  sortRows(keys, (key) => key, descending)

it('orders numbers by size, words as people do', () => {
  expect(sorted([10, 9, -1])).toEqual([-1, 9, 10])
  expect(sorted(['b', 'Ä', 'a10', 'a9'])).toEqual(['Ä', 'a9', 'a10', 'b'])
  expect(sorted([2n, 10n, 1n], true)).toEqual([10n, 2n, 1n])
})

it('puts what has no value last, whichever way round', () => {
  expect(sorted([null, 2, 1])).toEqual([1, 2, null])
  expect(sorted([null, 2, 1], true)).toEqual([2, 1, null])
})

it('leaves equal rows as they were', () => {
  const rows = [
    { id: 1, key: 'x' },
    { id: 2, key: 'x' },
    { id: 3, key: 'x' },
  ]
  for (const descending of [false, true])
    expect(sortRows(rows, ({ key }) => key, descending).map(({ id }) => id)).toEqual([1, 2, 3])
})

it('begins a column with its largest where that is wanted, and turns round from there', () => {
  const once = sortedBy({ by: 'name', descending: false }, 'value', true)
  expect([once, sortedBy(once, 'value', true)]).toEqual([
    { by: 'value', descending: true },
    { by: 'value', descending: false },
  ])
})

it('turns round on the second click of the same head', () => {
  const once = sortedBy(null, 'name')
  expect([once, sortedBy(once, 'name'), sortedBy(sortedBy(once, 'name'), 'name'), sortedBy(once, 'age')]).toEqual([
    { by: 'name', descending: false },
    { by: 'name', descending: true },
    { by: 'name', descending: false },
    { by: 'age', descending: false },
  ])
})
