import { expect, it } from 'vitest'
import type { Push } from './usePushes'
import { changedIn, createdIn, sinceMs, whatOf } from './log'

const push = (name: string, data: unknown): Push => ({
  name,
  envelope: { id: 1, at: '2026-01-01T10:00:01.000Z', data },
})
const paid = (id: string, received_at: string) => ({
  transaction_id: id,
  merchant: 'Lidl',
  amount_decimal: '12.50',
  currency: 'RON',
  state: 'stored',
  received_at,
})
const NOW = Date.parse('2026-01-01T10:00:01.250Z')

it('measures a transaction from its webhook, and all else from its sending', () => {
  expect(sinceMs(push('transaction.created', paid('a', '2026-01-01T10:00:00.000Z')), NOW)).toBe(1250)
  expect(sinceMs(push('metrics.updated', {}), NOW)).toBe(250)
})

it('gives no figure where the moment cannot be read, and none below nothing', () => {
  expect(sinceMs(push('transaction.created', paid('a', 'soon')), NOW)).toBeNull()
  expect(sinceMs(push('transaction.created', paid('a', '2026-01-01T10:00:02.000Z')), NOW)).toBe(0)
})

it('tells new rows from changed ones and leaves out the rejected', () => {
  const both = [paid('a', ''), { transaction_id: 'b', state: 'rejected' }]
  expect(createdIn(push('transactions.created', both))).toHaveLength(2)
  expect(changedIn(push('transactions.updated', both)).map((row) => row.transaction_id)).toEqual(['a'])
  expect(changedIn(push('metrics.updated', {}))).toEqual([])
})

it('says in a line what a push is about', () => {
  expect(whatOf(push('transaction.created', paid('a', '')), 'en-GB')).toMatch(/^Lidl · RON.12\.50$/)
  expect(whatOf(push('transactions.created', [paid('a', ''), paid('b', '')]), 'en-GB')).toBe('2 transactions at once')
  expect(whatOf(push('sync.completed', { stored: 3, changed: 1, error: null }), 'en-GB')).toBe('3 new, 1 changed')
  expect(whatOf(push('something.else', null), 'en-GB')).toBe('')
})
