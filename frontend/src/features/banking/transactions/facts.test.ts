import { expect, it } from 'vitest'
import { sourceWords } from '@/features/banking/shared/categories/sources'
import { factsOf } from './facts'

it('says who chose a category, and how surely where it is a guess', () => {
  expect([
    sourceWords('merchant', 92),
    sourceWords('rule', 95),
    sourceWords('user', 100),
    sourceWords(null, null),
  ]).toEqual(['merchant 92%', 'your rule', 'you', ''])
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
