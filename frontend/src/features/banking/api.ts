import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { Page, Summary, Transaction } from '@/lib/api/types'

export interface Filters {
  q: string
  status: string
  from: string
  to: string
  merchant: string
  category: string
  direction: string
  channel: string
  tag: string
  source: string
  connection: string
  categorized: string
  min: string
  max: string
}

export const summaryKey = ['summary'] as const
export const transactionsKey = ['transactions'] as const
const PAGE = 100

export const useSummary = () =>
  useQuery({ queryKey: summaryKey, queryFn: ({ signal }) => request<Summary>('/api/transactions/summary', { signal }) })

export const useTransactions = (filters: Filters) =>
  useInfiniteQuery({
    queryKey: [...transactionsKey, filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Transaction>>(
        `/api/transactions${query({ ...filters, min: minor(filters.min), max: minor(filters.max), limit: PAGE, cursor: pageParam })}`,
        { signal },
      ),
    getNextPageParam: (page) => page.next_cursor,
  })

export const useRecent = () =>
  useQuery({
    queryKey: [...transactionsKey, 'recent'],
    queryFn: ({ signal }) => request<Page<Transaction>>('/api/transactions?limit=25', { signal }),
  })

/** The filter is typed in whole units; the server counts in cents. */
export function minor(text: string): string {
  const found = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  return found ? `${found[1] ?? ''}${(found[2] ?? '').padEnd(2, '0')}`.replace(/^0+(?=\d)/, '') : ''
}
