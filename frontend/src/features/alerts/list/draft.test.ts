import { expect, it } from 'vitest'
import { conditionOf, EMPTY } from './draft'

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
