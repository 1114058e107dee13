import { expect, it } from 'vitest'
import type { Alert, Condition } from './api'
import { backOf, conditionOf, draftOf, EMPTY, isTypable } from './draft'

it('makes the condition that was typed', () => {
  const price = { ...EMPTY, portfolio: '3', symbol: ' FUND ', value: '99,5' }
  expect(conditionOf(price, '')).toEqual({ kind: 'price', portfolio: 3, symbol: 'FUND', side: 'below', price: '99.5' })
  expect(conditionOf({ ...EMPTY, kind: 'balance', account: '2', value: '100.50' }, 'EUR')).toEqual({
    kind: 'balance',
    account: 2,
    side: 'below',
    amount: 10050,
  })
  expect(conditionOf({ ...EMPTY, kind: 'drawdown', portfolio: '3', value: '10' }, '')).toEqual({
    kind: 'drawdown',
    portfolio: 3,
    drawdown: '0.10',
  })
})

it('says what is missing', () => {
  const field = (draft: Partial<typeof EMPTY>) => {
    const found = conditionOf({ ...EMPTY, ...draft }, 'EUR')
    return 'field' in found ? found.field : null
  }
  expect(field({})).toBe('portfolio')
  expect(field({ portfolio: '1' })).toBe('symbol')
  expect(field({ portfolio: '1', symbol: 'A', value: 'x' })).toBe('value')
  expect(field({ kind: 'balance' })).toBe('account')
  expect(field({ kind: 'balance', account: '1', value: '1.234' })).toBe('value')
  expect(field({ kind: 'payment', value: ' ' })).toBe('value')
})

const alertOf = (condition: Condition, hysteresis = '0.02') => ({ name: 'Cheap', condition, hysteresis }) as Alert

it.each<Condition>([
  { kind: 'price', portfolio: 3, symbol: 'FUND', side: 'above', price: '99.5' },
  { kind: 'drawdown', portfolio: 3, drawdown: '0.125' },
  { kind: 'balance', account: 2, side: 'below', amount: 10050 },
  { kind: 'payment', match: 'all', conditions: [{ field: 'merchant', op: 'contains', value: 'netflix' }] },
])('types %o as it was typed', (condition) => {
  const draft = draftOf(alertOf(condition), 'EUR')
  expect(conditionOf(draft, 'EUR')).toEqual(condition)
  expect(backOf({ ...draft, kind: 'price' })).toBe('0.02')
})

it('cannot type what the API alone can state', () => {
  const words = { field: 'description', op: 'contains', value: 'rent' }
  const of = (...conditions: (typeof words)[]) => isTypable(alertOf({ kind: 'payment', match: 'all', conditions }))
  expect([of(words), of(words, words), of({ ...words, op: 'is' }), of({ ...words, field: 'amount' })]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

it('takes no hysteresis, a percentage, and nothing else', () => {
  const of = (back: string) => backOf({ ...EMPTY, back })
  expect([of('0'), of(' 0,0 '), of('2'), of('x')]).toEqual(['0', '0', '0.02', null])
})
