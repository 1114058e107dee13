import { expect, it } from 'vitest'
import { newPart, partsOf, remaining, startOf } from './split'

it('tells what the parts leave of the whole', () => {
  expect(remaining([newPart('4.00'), newPart('x')], 1001, 'EUR')).toBe(601)
  expect(remaining([newPart('11')], 1001, 'EUR')).toBe(-99)
})

it('gives parts only once they add up and each has a category', () => {
  const half = [newPart('5.01', 'FOOD'), newPart('5', '')]
  expect(partsOf(half, 1001, 'EUR')).toBeNull()
  expect(partsOf([newPart('5.01', 'FOOD'), newPart('5', 'TRAVEL')], 1001, 'EUR')).toEqual([
    { amount: 501, category: 'FOOD', note: null },
    { amount: 500, category: 'TRAVEL', note: null },
  ])
  expect(partsOf([newPart('10.01', 'FOOD'), newPart('0', 'TRAVEL')], 1001, 'EUR')).toBeNull()
})

it('starts with halves that add up, an odd cent among them', () => {
  expect(startOf(1001, 'EUR', 'FOOD').map(({ amount }) => amount)).toEqual(['5.01', '5.00'])
})
