import { expect, it } from 'vitest'
import { direction, KEPT, withValued, type Seen, type Valued } from './ticks'

const valued = (value: string | null): Valued => ({
  portfolio: 1,
  on: '2026-03-10',
  currency: 'EUR',
  value,
  total_gain: null,
  live: 'tick',
  holdings: [{ symbol: 'FUND', quantity: '1', value, gain: null }],
})

it('keeps the newest values of each holding and of the whole', () => {
  let seen: Seen | null = null
  for (let each = 0; each <= KEPT; each += 1) seen = withValued(seen, valued(String(each)))
  expect(seen?.past.get('')).toHaveLength(KEPT)
  expect(seen?.past.get('FUND')?.at(-1)).toBe(KEPT)
})

it('tells which way a value went', () => {
  expect([direction([1, 2]), direction([2, 1]), direction([1, 1]), direction([1]), direction(undefined)]).toEqual([
    1, -1, 0, 0, 0,
  ])
  expect([direction([null, 1]), direction([1, null])]).toEqual([0, 0])
})
