import { expect, it } from 'vitest'
import type { Rule } from '@/features/banking/shared/rules'
import { sentenceOf } from './summary'

it('says a rule in a sentence', () => {
  const rule = {
    match: 'all',
    conditions: [
      { field: 'merchant', op: 'contains', value: 'lidl' },
      { field: 'amount', op: 'between', value: [1000, 2050] },
    ],
    actions: [
      { do: 'set_category', category: 'FOOD' },
      { do: 'add_tag', tag: 'home' },
    ],
  } as unknown as Rule
  const names = { currency: 'RON', category: () => 'Groceries', connections: {} }
  expect(sentenceOf(rule, names)).toEqual({
    when: 'Merchant contains “lidl” and Amount is between 10.00 and 20.50',
    then: 'Set the category: Groceries, Add a tag: home',
  })
})
