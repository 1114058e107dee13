import { expect, it } from 'vitest'
import { conditionWords, deliveryWords, type Names } from './words'

const names: Names = {
  portfolio: () => 'Pension',
  account: (id) => (id === 1 ? { name: 'Everyday', currency: 'EUR' } : undefined),
}

it('says what an alert waits for', () => {
  const say = (condition: Parameters<typeof conditionWords>[0]) => conditionWords(condition, names, 'en')
  expect(say({ kind: 'price', portfolio: 1, symbol: 'FUND', side: 'below', price: '99.5' })).toBe(
    'FUND below 99.5 in Pension',
  )
  expect(say({ kind: 'drawdown', portfolio: 1, drawdown: '0.1' })).toBe('Pension more than 10.00% below its peak')
  expect(say({ kind: 'balance', account: 1, side: 'below', amount: 10050 })).toBe('Everyday below €100.50')
  expect(
    say({ kind: 'payment', match: 'all', conditions: [{ field: 'description', op: 'contains', value: 'gym' }] }),
  ).toBe('A payment with “gym”')
})

it('says how a delivery went', () => {
  const delivery = { webhook: null, done_at: null, next_at: null }
  expect(deliveryWords({ ...delivery, channel: 'email', state: 'failed', attempts: 7, error: 'refused' })).toBe(
    'by e-mail: failed after 7 tries (refused)',
  )
  expect(deliveryWords({ ...delivery, channel: 'in_app', state: 'sent', attempts: 1, error: null })).toBe(
    'in the app: was sent',
  )
})
