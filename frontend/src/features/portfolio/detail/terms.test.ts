import { expect, it } from 'vitest'
import { periodOf, termsOf, withTerm } from './terms'

it('reads how figures are made from the address, and what it cannot be is as usual', () => {
  const found = termsOf(new URLSearchParams('period=1Y&cost=average&fees=included&benchmark=GLOBAL.ETF'), '2026-03-10')
  expect(found).toEqual({ from: '2025-03-10', cost: 'average', fees: 'included', benchmark: 'GLOBAL.ETF' })
  const odd = new URLSearchParams('period=9Y&cost=lifo&fees=x')
  expect(termsOf(odd, '2026-03-10')).toEqual({ from: null, cost: null, fees: null, benchmark: null })
  expect(periodOf(odd)).toBe('All')
})

it('writes one term and leaves the others', () => {
  const params = new URLSearchParams('period=1Y&cost=average')
  expect(withTerm(params, 'cost', null).toString()).toBe('period=1Y')
  expect(withTerm(params, 'benchmark', 'X').toString()).toBe('period=1Y&cost=average&benchmark=X')
  expect(params.toString()).toBe('period=1Y&cost=average')
})
