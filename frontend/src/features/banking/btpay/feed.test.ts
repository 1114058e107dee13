import { expect, it } from 'vitest'
import type { Transaction } from '@/lib/api/types'
import { inScope, median, mergeFeed, withArrivals } from './feed'

const row = (id: string, facts: Partial<Transaction> = {}) =>
  ({ transaction_id: id, channel: null, description: null, ...facts }) as Transaction
const ids = (rows: Transaction[]) => rows.map((each) => each.transaction_id)

it('puts what was pushed on top and shows no row twice', () => {
  expect(ids(mergeFeed([row('c')], [row('d'), row('c'), row('b')], 20))).toEqual(['c', 'd', 'b'])
})

it('shows what the server says of a pushed row since', () => {
  const merged = mergeFeed([row('a')], [row('a', { category: 'GROCERIES' })], 20)
  expect(merged[0]?.category).toBe('GROCERIES')
})

it('puts the newest arrival first and keeps the place of one that comes again', () => {
  const first = withArrivals([], [row('a'), row('b')], [], 10)
  const then = withArrivals(first, [row('a', { category: 'FEES' }), row('c')], [], 10)
  expect(ids(then)).toEqual(['c', 'b', 'a'])
  expect(then[2]?.category).toBe('FEES')
})

it('learns from a change what it says and keeps the rest, and shows no row of which only a change came', () => {
  const changed = [{ transaction_id: 'a', category: 'FEES' }, { transaction_id: 'never seen' }]
  expect(withArrivals([row('a', { merchant: 'Lidl' })], [], changed, 10)).toEqual([
    row('a', { merchant: 'Lidl', category: 'FEES' }),
  ])
})

it('keeps no more arrivals than it may', () => {
  expect(ids(withArrivals([row('a'), row('b')], [row('c')], [], 2))).toEqual(['c', 'a'])
})

it('knows BT Pay by the channel, and by the text where there is no channel', () => {
  expect(inScope(row('a', { channel: 'btpay_p2p' }), 'btpay')).toBe(true)
  expect(inScope(row('a', { channel: 'card_pos', description: 'BT Pay' }), 'btpay')).toBe(false)
  expect(inScope(row('a', { description: 'Plata BTPay' }), 'btpay')).toBe(true)
  expect(inScope(row('a'), 'all')).toBe(true)
})

it('finds the middle of odd, even and no measurements', () => {
  expect(median([30, 10, 20])).toBe(20)
  expect(median([40, 10, 20, 30])).toBe(25)
  expect(median([])).toBeNull()
})
