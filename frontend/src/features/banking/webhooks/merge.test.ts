import { expect, it } from 'vitest'
import type { WebhookEvent } from '@/lib/api/types'
import { mergeNewest, patched, type EventPage } from './merge'

const row = (id: number, state = 'done') => ({ id, state }) as WebhookEvent
const page = (ids: number[], next_cursor: string | null = 'more', counts = {}): EventPage => ({
  items: ids.map((id) => row(id)),
  next_cursor,
  counts,
})
const ids = ({ items }: EventPage) => items.map(({ id }) => id)

it('puts the newest rows on top and keeps the older ones with their cursor', () => {
  const merged = mergeNewest(page([5, 4, 3], 'after 3'), page([7, 6, 5], 'after 5', { done: 9 }), false)
  expect(ids(merged)).toEqual([7, 6, 5, 4, 3])
  expect(merged.next_cursor).toBe('after 3')
  expect(merged.counts).toEqual({ done: 9 })
})

it('begins anew where rows between would be missing', () => {
  expect(ids(mergeNewest(page([3, 2, 1]), page([9, 8, 7]), false))).toEqual([9, 8, 7])
})

it('drops a row that no longer fits', () => {
  expect(ids(mergeNewest(page([5, 4, 3]), page([5, 3, 2]), false))).toEqual([5, 3, 2])
  expect(ids(mergeNewest(page([2, 1], null), page([2], null), false))).toEqual([2])
})

it('patches rows in place, and lets go of those that left the state', () => {
  const before = { ...page([]), items: [row(2, 'received'), row(1, 'received')] }
  expect(patched(before, [1], { state: 'dead' }, '').items.map(({ state }) => state)).toEqual(['received', 'dead'])
  expect(ids(patched(before, [1], { state: 'dead' }, 'received'))).toEqual([2])
})
