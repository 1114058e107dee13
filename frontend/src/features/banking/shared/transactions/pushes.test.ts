import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { NO_FILTERS } from './filters'
import { example } from './example'
import { listKey, recentKey, transactionKey } from './queries'
import { rowsOf, type Pages } from './lists'
import { dropMisfits, findRow, insertFitting, insertRows, patchRows, removeRows } from './pushes'

const KNOWN = { currency: 'EUR', timeZone: 'UTC', parentOf: () => null }
const ALL = listKey(NO_FILTERS, 'EUR')
const UNSORTED = listKey({ ...NO_FILTERS, categorized: 'false' }, 'EUR')
const SEARCH = listKey({ ...NO_FILTERS, q: 'lidl' }, 'EUR')

function filled(): QueryClient {
  const cache = new QueryClient()
  const page = { items: [example(1, 10)], next_cursor: null }
  for (const key of [ALL, UNSORTED, SEARCH]) cache.setQueryData<Pages>(key, { pages: [page], pageParams: [null] })
  cache.setQueryData(recentKey, page)
  return cache
}
const ids = (cache: QueryClient, key: readonly unknown[]) => rowsOf(cache.getQueryData<Pages>(key)).map(({ id }) => id)

it('puts what comes into the lists that it fits, and names those that only the server can tell', () => {
  const cache = filled()
  const unsure = insertRows(cache, [example(2, 20, { merchant: 'Lidl', category: 'FOOD' })], KNOWN)
  expect([ids(cache, ALL), ids(cache, UNSORTED), ids(cache, SEARCH)]).toEqual([[2, 1], [1], [1]])
  expect(unsure).toEqual([SEARCH])
})

it('shows a row once, however often it is told of', () => {
  const cache = filled()
  insertRows(cache, [example(2, 20)], KNOWN)
  insertRows(cache, [example(2, 20)], KNOWN)
  expect(ids(cache, ALL)).toEqual([2, 1])
  expect(cache.getQueryData(recentKey)).toMatchObject({ items: [{ id: 2 }, { id: 1 }] })
})

it('is no news in the feed when a row has only changed', () => {
  const cache = filled()
  insertFitting(cache, [example(2, 20)], KNOWN)
  expect(cache.getQueryData(recentKey)).toMatchObject({ items: [{ id: 1 }] })
})

it('shows a change everywhere, and lets go of what no longer fits', () => {
  const cache = filled()
  cache.setQueryData(transactionKey('t1'), example(1, 10))
  patchRows(cache, (row) => ({ ...row, category: 'FOOD' }))
  expect(findRow(cache, 't1')?.category).toBe('FOOD')
  expect(ids(cache, UNSORTED)).toEqual([1])
  dropMisfits(cache, new Set(['1:t1']), KNOWN)
  expect([ids(cache, ALL), ids(cache, UNSORTED)]).toEqual([[1], []])
})

it('takes away what is gone from every list, another person’s of the same id not', () => {
  const cache = filled()
  removeRows(cache, new Set(['2:t1']))
  expect(ids(cache, ALL)).toEqual([1])
  removeRows(cache, new Set(['1:t1']))
  expect([ids(cache, ALL), ids(cache, UNSORTED), cache.getQueryData(recentKey)]).toEqual([
    [],
    [],
    { items: [], next_cursor: null },
  ])
})
