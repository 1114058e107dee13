import { useMutation, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/Toasts'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page, Transaction } from '@/lib/api/types'
import { categoriesKey } from '@/lib/categories'
import { summaryKey, transactionsKey } from './api'

export type Changes = Partial<components['schemas']['TransactionPatch']>
export type Part = components['schemas']['SplitsIn.SplitPart']
export type Split = components['schemas']['SplitsOut.SplitOut']
const AT_ONCE = 1000

/** An id may hold any character; its slashes are the path's own. */
export const addressOf = (id: string) => `/api/transactions/${encodeURIComponent(id).replaceAll('%2F', '/')}`

type Lists = Page<Transaction> | InfiniteData<Page<Transaction>>
type Change = (row: Transaction) => Transaction

/** Change rows wherever the cache has them. */
export function patchRows(cache: QueryClient, change: Change): void {
  const inPage = (page: Page<Transaction>) => ({ ...page, items: page.items.map(change) })
  cache.setQueriesData<Lists>({ queryKey: transactionsKey }, (before) => {
    if (!before) return before
    return 'pages' in before ? { ...before, pages: before.pages.map(inPage) } : inPage(before)
  })
}

/** How a row looks once the server has agreed. */
export function foreseen(row: Transaction, { category, ...rest }: Changes): Transaction {
  const told = Object.fromEntries(
    Object.entries(rest as Record<string, unknown>).filter(([, value]) => value !== undefined),
  ) as Partial<Transaction>
  if (category === undefined) return { ...row, ...told }
  const sure = category === null ? null : 100
  const by = category === null ? null : 'user'
  const said = { category, category_source: by, category_confidence: sure, suggested_category: null }
  return { ...row, ...told, ...said }
}

async function hold(cache: QueryClient, change: Change) {
  await cache.cancelQueries({ queryKey: transactionsKey })
  const before = cache.getQueriesData<Lists>({ queryKey: transactionsKey })
  patchRows(cache, change)
  return () => {
    for (const [key, data] of before) cache.setQueryData(key, data)
  }
}

function useSettled() {
  const cache = useQueryClient()
  return () => {
    for (const queryKey of [transactionsKey, summaryKey, categoriesKey]) void cache.invalidateQueries({ queryKey })
  }
}

/** Change one transaction: shown at once, taken back where the server refuses. */
export function useEdit() {
  const cache = useQueryClient()
  const toast = useToast()
  const settled = useSettled()
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: Changes }) =>
      request<Transaction>(addressOf(id), { method: 'PATCH', body: changes }),
    onMutate: ({ id, changes }) => hold(cache, (row) => (row.transaction_id === id ? foreseen(row, changes) : row)),
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSuccess: (saved) => {
      patchRows(cache, (row) => (row.transaction_id === saved.transaction_id ? saved : row))
    },
    onSettled: settled,
  })
}

export interface Bulk {
  ids: string[]
  category?: string
  add_tag?: string
}

/** Change many transactions, a thousand a request. */
export function useBulk() {
  const cache = useQueryClient()
  const toast = useToast()
  const settled = useSettled()
  return useMutation({
    mutationFn: async ({ ids, ...change }: Bulk) => {
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const body = { ...change, transaction_ids: ids.slice(start, start + AT_ONCE) }
        await request('/api/transactions/bulk', { method: 'POST', body })
      }
      return ids.length
    },
    onMutate: ({ ids, category, add_tag }) => {
      const chosen = new Set(ids)
      return hold(cache, (row) => {
        if (!chosen.has(row.transaction_id)) return row
        const tags = add_tag ? [...new Set([...row.tags, add_tag])] : row.tags
        return foreseen(row, category ? { tags, category } : { tags })
      })
    },
    onError: (error, _, rollBack) => {
      rollBack?.()
      toast(error.message, 'bad')
    },
    onSuccess: (count) => {
      toast(`${count} changed.`, 'good')
    },
    onSettled: settled,
  })
}

const splitsKey = (id: string) => ['splits', id] as const

export const useSplits = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: splitsKey(id),
    enabled,
    queryFn: ({ signal }) => request<{ parts: Split[] }>(`${addressOf(id)}/splits`, { signal }),
  })

export function useSetSplits(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (parts: Part[]) =>
      request<{ parts: Split[] }>(`${addressOf(id)}/splits`, { method: 'PUT', body: { parts } }),
    onSuccess: (saved) => cache.setQueryData(splitsKey(id), saved),
  })
}

/** The other half of a transfer between own accounts: the same amount, some days around. */
export const useOtherHalf = (row: Transaction) =>
  useQuery({
    queryKey: ['other-half', row.id, row.transfer_id],
    enabled: row.transfer_id !== null,
    queryFn: async ({ signal }) => {
      const near = {
        min: row.amount,
        max: row.amount,
        from: shifted(row.occurred_at, -8),
        to: shifted(row.occurred_at, 8),
      }
      const page = await request<Page<Transaction>>(`/api/transactions${query({ ...near, limit: 200 })}`, { signal })
      return page.items.find(({ id }) => id === row.transfer_id) ?? null
    },
  })

function shifted(iso: string, days: number): string {
  return new Date(new Date(iso).getTime() + days * 86_400_000).toISOString()
}
