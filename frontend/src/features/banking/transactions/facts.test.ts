import { expect, it } from 'vitest'
import { saidBy } from '@/features/banking/shared/categories/saidBy'
import { factsOf } from './facts'

it('says who chose a category, and how surely where it is a guess', () => {
  expect([saidBy('merchant', 92), saidBy('rule', 95), saidBy('user', 100), saidBy(null, null)]).toEqual([
    'merchant 92 %',
    'your rule',
    'you',
    '',
  ])
})

it('lists the bank’s facts in order, amounts with their currency, unknown ones last', () => {
  const facts = factsOf({ rrn: '123', original_amount: '12.50', original_currency: 'EUR', x_code: 7, city: 'Cluj' })
  expect(facts).toEqual([
    ['City', 'Cluj'],
    ['Original amount', '12.50 EUR'],
    ['RRN', '123'],
    ['X code', '7'],
  ])
})
