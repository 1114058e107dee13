import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Filters } from '@/features/banking/shared/transactions/filters'
import {
  fetchPage,
  fetchTransaction,
  KEPT_TRUE,
  listKey,
  transactionKey,
} from '@/features/banking/shared/transactions/queries'
import { findRow } from '@/features/banking/shared/transactions/pushes'
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
    queryFn: ({ signal }) => fetchTransaction(id ?? '', signal),
    initialData: () => (id === null ? undefined : findRow(cache, id)),
    staleTime: 30_000,
  })
}
