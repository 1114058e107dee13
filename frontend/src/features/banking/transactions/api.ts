import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { Transaction } from '@/lib/api/types'
import { fetchPage } from '@/features/banking/shared/transactions/listCache'
import { listKey, transactionKey, type Filters } from '@/features/banking/shared/transactions/filters'
import { KEPT_TRUE } from '@/features/banking/shared/transactions/live'
import { findRow } from '@/features/banking/shared/transactions/pushes'
import { addressOf } from '@/features/banking/shared/transactions/restore'
import { useUser } from '@/lib/user'

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
