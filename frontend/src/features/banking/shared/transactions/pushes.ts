/** What a push about transactions changes in the cached lists: nothing is asked of the server where a push tells all. */
import type { QueryClient } from '@tanstack/react-query'
import type { Dashboard, Page, Transaction } from '@/lib/api/types'
import { listsIn, type ListKey } from './listCache'
import { changed, keyOf, rowsOf, withRow, without, type Pages } from './lists'
import { dashboardKey, openedKey, recentKey, transactionKey } from './queries'
import { fitOf, type Known } from './filterFit'

const RECENT_AT_MOST = 50

/** Put new rows into every list that they belong to. Returns the lists of which only the server can tell. */
export function insertRows(cache: QueryClient, rows: Transaction[], known: Known): ListKey[] {
  setRecent(cache, (items) => {
    const there = new Set(items.map(keyOf))
    return [...rows.filter((row) => !there.has(keyOf(row))).toReversed(), ...items].slice(0, RECENT_AT_MOST)
  })
  return insertFitting(cache, rows, known)
}

/** The same for rows that have only changed: they come into filtered lists, and are no news in the feed. */
export function insertFitting(cache: QueryClient, rows: Transaction[], known: Known): ListKey[] {
  const unsure: ListKey[] = []
  for (const { key, data } of listsIn(cache)) {
    const fits = rows.map((row) => fitOf(row, key[1], known))
    if (fits.includes('maybe')) unsure.push(key)
    const there = new Set(rowsOf(data).map(keyOf))
    const added = rows.filter((row, place) => fits[place] === 'yes' && !there.has(keyOf(row)))
    if (added.length > 0) cache.setQueryData<Pages>(key, added.reduce(withRow, data))
  }
  return unsure
}

/** Show rows as they are now wherever they are shown. */
export function patchRows(cache: QueryClient, change: (row: Transaction) => Transaction): void {
  for (const { key, data } of listsIn(cache)) {
    const next = changed(data, change)
    if (next !== data) cache.setQueryData<Pages>(key, next)
  }
  setRecent(cache, (items) => {
    const next = items.map(change)
    return next.some((row, place) => row !== items[place]) ? next : items
  })
  setDashboards(cache, (rows) => rows.map(change))
  for (const [key, row] of cache.getQueriesData<Transaction>({ queryKey: openedKey })) {
    if (row && change(row) !== row) cache.setQueryData(key, change(row))
  }
}

/** Take away rows that are gone, by their keys. */
export function removeRows(cache: QueryClient, gone: Set<string>): void {
  const isGone = (row: Transaction) => gone.has(keyOf(row))
  for (const { key, data } of listsIn(cache)) {
    const next = without(data, isGone)
    if (next !== data) cache.setQueryData<Pages>(key, next)
  }
  setRecent(cache, (items) => (items.some(isGone) ? items.filter((row) => !isGone(row)) : items))
  setDashboards(cache, (rows) => rows.filter((row) => !isGone(row)))
  for (const [key, row] of cache.getQueriesData<Transaction>({ queryKey: openedKey }))
    if (row && isGone(row)) void cache.invalidateQueries({ queryKey: key, exact: true })
}

/** Let go of rows that a change has moved out of a list's filters. Returns the lists that must be asked for. */
export function dropMisfits(cache: QueryClient, keys: Set<string>, known: Known): ListKey[] {
  const unsure: ListKey[] = []
  for (const { key, data } of listsIn(cache)) {
    const fits = (row: Transaction) => (keys.has(keyOf(row)) ? fitOf(row, key[1], known) : 'yes')
    if (rowsOf(data).some((row) => fits(row) === 'maybe')) unsure.push(key)
    const next = without(data, (row) => fits(row) === 'no')
    if (next !== data) cache.setQueryData<Pages>(key, next)
  }
  return unsure
}

/** A row as any list of the cache has it. */
export function findRow(cache: QueryClient, id: string): Transaction | undefined {
  const own = cache.getQueryData<Transaction>(transactionKey(id))
  if (own) return own
  const recent = cache.getQueryData<Page<Transaction>>(recentKey)?.items ?? []
  const listed = listsIn(cache).flatMap(({ data }) => rowsOf(data))
  const boards = cache.getQueriesData<Dashboard>({ queryKey: dashboardKey }).flatMap(([, board]) => board?.recent ?? [])
  return [...recent, ...boards, ...listed].find((row) => row.transaction_id === id)
}

function setRecent(cache: QueryClient, change: (items: Transaction[]) => Transaction[]): void {
  cache.setQueryData<Page<Transaction>>(recentKey, (before) => {
    if (!before) return before
    const items = change(before.items)
    return items === before.items ? before : { ...before, items }
  })
}

function setDashboards(cache: QueryClient, change: (rows: Transaction[]) => Transaction[]): void {
  cache.setQueriesData<Dashboard>({ queryKey: dashboardKey }, (before) => {
    if (!before) return before
    const recent = change(before.recent)
    const same = recent.length === before.recent.length && recent.every((row, place) => row === before.recent[place])
    return same ? before : { ...before, recent }
  })
}
