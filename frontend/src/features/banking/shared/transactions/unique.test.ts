import { expect, it } from 'vitest'
import type { Transaction } from '@/lib/api/types'
import { unique } from './unique'

const row = (transaction_id: string, state: 'queued' | 'stored', user = 1) =>
  ({ transaction_id, state, user }) as Transaction

it('shows a transaction once, in its first place, and prefers the stored one', () => {
  const shown = unique([row('b', 'queued'), row('a', 'stored'), row('b', 'stored'), row('a', 'queued')])
  expect(shown).toEqual([row('b', 'stored'), row('a', 'stored')])
})

it('tells two people’s transactions with the same id apart', () => {
  expect(unique([row('a', 'stored', 1), row('a', 'stored', 2)])).toHaveLength(2)
})
