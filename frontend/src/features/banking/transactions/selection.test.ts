import { expect, it } from 'vitest'
import { optimistic } from '@/features/banking/shared/transactions/edits'
import { addressOf } from '@/features/banking/shared/transactions/restore'
import { span } from './selection'
import type { Transaction } from '@/lib/api/types'

it('spans rows upwards and downwards, and only the row itself where the first is gone', () => {
  const ids = ['a', 'b', 'c', 'd']
  expect([span(ids, 'b', 'd'), span(ids, 'd', 'b'), span(ids, 'x', 'c')]).toEqual([
    ['b', 'c', 'd'],
    ['b', 'c', 'd'],
    ['c'],
  ])
})

it('writes an id into an address, its slashes as they are', () => {
  expect(addressOf('import:RO1/2?x#%')).toBe('/api/transactions/import%3ARO1/2%3Fx%23%25')
})

it('foresees what the server will say of a category that its owner sets', () => {
  const row = { category: null, suggested_category: 'FOOD', category_source: null, merchant: 'Lidl' } as Transaction
  expect(optimistic(row, { category: 'FOOD' })).toEqual({
    category: 'FOOD',
    category_source: 'user',
    category_confidence: 100,
    suggested_category: null,
    merchant: 'Lidl',
  })
})
