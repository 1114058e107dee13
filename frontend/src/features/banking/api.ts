import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { Summary, Transaction } from '@/lib/api/types'
import { fetchPage, fetchRecent } from '@/lib/transactions/fetching'
import { listKey, recentKey, transactionKey, type Filters } from '@/lib/transactions/filters'
import { summaryKey } from '@/lib/transactions/live'
import { findRow } from '@/lib/transactions/pushes'
import { addressOf } from '@/lib/transactions/restoring'
import { useUser } from '@/lib/user'

/** Pushes keep the lists true; asking for all loaded pages again would cost a request each. */
const KEPT_TRUE = {
  staleTime: Infinity,
  refetchOnMount: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const
const SUMMARY_MS = 60_000

/** Totals come with pushes; the days of the month are asked for once a minute. */
export const useSummary = () =>
  useQuery({
    queryKey: summaryKey,
    queryFn: ({ signal }) => request<Summary>('/api/transactions/summary', { signal }),
    refetchInterval: SUMMARY_MS,
    refetchOnMount: 'always',
  })

export function useTransactions(filters: Filters) {
  const { base_currency: currency } = useUser()
  return useInfiniteQuery({
    queryKey: listKey(filters, currency),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => fetchPage(filters, currency, pageParam, signal),
    getNextPageParam: (page) => page.next_cursor,
    ...KEPT_TRUE,
  })
}

export const useRecent = () =>
  useQuery({ queryKey: recentKey, queryFn: ({ signal }) => fetchRecent(signal), ...KEPT_TRUE })

/** One transaction, from the lists at once where they have it. */
export function useTransaction(id: string | null) {
  const cache = useQueryClient()
  return useQuery({
    queryKey: transactionKey(id ?? ''),
    enabled: id !== null,
    queryFn: ({ signal }) => request<Transaction>(addressOf(id ?? ''), { signal }),
    initialData: () => (id === null ? undefined : findRow(cache, id)),
    staleTime: 30_000,
  })
}
