import { expect, it } from 'vitest'
import type { RuleIn } from './api'
import { draftOf, emptyDraft, newCondition, ruleOf, unfinished, withField } from './draft'

const RULE: RuleIn = {
  name: 'Lunch',
  match: 'any',
  stop: true,
  enabled: false,
  conditions: [
    { field: 'merchant', op: 'contains', value: 'bistro' },
    { field: 'amount', op: 'between', value: [1000, 4550] },
    { field: 'mcc', op: 'in', value: ['5812', '5814'] },
    { field: 'weekday', op: 'is', value: 5 },
    { field: 'category', op: 'is_empty', value: null },
  ],
  actions: [{ do: 'set_category', category: 'FOOD_AND_DRINK_RESTAURANT', force: true }],
}

it('writes a rule as it was read', () => {
  expect(ruleOf(draftOf(RULE, 'RON'), 'RON')).toEqual(RULE)
})

it('shows amounts as decimals of the base currency', () => {
  const [, amount] = draftOf(RULE, 'RON').conditions
  expect([amount?.text, amount?.until]).toEqual(['10.00', '45.50'])
})

it('names a rule by its first value where its owner does not', () => {
  const draft = { ...emptyDraft(), conditions: [{ ...newCondition(), text: ' Lidl ' }] }
  expect(ruleOf(draft, 'EUR').name).toBe('Lidl')
})

it('says what is unfinished, and where', () => {
  const amount = { ...withField(newCondition(), 'amount'), text: '12.345' }
  const day = { ...withField(newCondition(), 'day_of_month'), text: '32' }
  expect(unfinished({ ...emptyDraft(), conditions: [newCondition(), amount, day] }, 'EUR')).toEqual({
    'conditions.0': 'Fill this in.',
    'conditions.1': 'Enter an amount such as 12.50.',
    'conditions.2': 'Enter a day of the month, from 1 to 31.',
    'actions.0': 'Choose a category.',
  })
})

it('keeps what was typed where another field takes a text, too', () => {
  const typed = { ...newCondition(), text: 'lidl' }
  expect(withField(typed, 'description')).toMatchObject({ op: 'contains', text: 'lidl' })
  expect(withField(typed, 'direction')).toMatchObject({ op: 'is', text: 'out' })
})
