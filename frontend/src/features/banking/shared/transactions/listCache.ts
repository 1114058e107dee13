import type { QueryClient } from '@tanstack/react-query'
import type { Filters } from './filters'
import { firstOnly, withFirstPage, type Pages } from './lists'
import { fetchPage, openedKey, recentKey, transactionsKey } from './queries'

export type ListKey = readonly [string, Filters, string]
export const isListKey = (key: readonly unknown[]): key is ListKey =>
  key[0] === transactionsKey[0] && typeof key[1] === 'object' && key[1] !== null

/** Every filtered list that the cache holds, with its key. */
export function listsIn(cache: QueryClient): { key: ListKey; data: Pages; shown: boolean }[] {
  return cache
    .getQueryCache()
    .findAll({ queryKey: transactionsKey })
    .flatMap((found) => {
      const data = found.state.data as Pages | undefined
      return isListKey(found.queryKey) && data ? [{ key: found.queryKey, data, shown: found.isActive() }] : []
    })
}

/** Ask for a list's first page alone and put it in its place; the pages below stay as they were loaded. */
export async function refreshFirst(cache: QueryClient, key: ListKey): Promise<void> {
  const fresh = await fetchPage(key[1], key[2], null)
  cache.setQueryData<Pages>(key, (before) => before && withFirstPage(before, fresh))
}

/** After a gap, or a change of unknown extent: one page of what is shown is loaded anew, the rest is let go of. */
export function reloadLists(cache: QueryClient): void {
  for (const { key, data, shown } of listsIn(cache)) {
    if (!shown) cache.removeQueries({ queryKey: key, exact: true })
    else {
      cache.setQueryData<Pages>(key, firstOnly(data))
      void cache.invalidateQueries({ queryKey: key, exact: true })
    }
  }
  void cache.invalidateQueries({ queryKey: recentKey })
  void cache.invalidateQueries({ queryKey: openedKey })
}
