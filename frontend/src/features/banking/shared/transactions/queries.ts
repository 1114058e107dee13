/** Transactions as they are asked for: each key of the query cache beside the request that fills it. */
import { queryOptions } from '@tanstack/react-query'
import { toMinor } from '@/lib/amounts'
import { query, request } from '@/lib/api/client'
import type { Page, Summary, Transaction } from '@/lib/api/types'
import type { Filters } from './filters'
import { addressOf } from './restore'

const PAGE_ROWS = 100
const RECENT_ROWS = 25

/** For queries that pushes keep true; asking for all loaded pages again would cost a request each. */
export const KEPT_TRUE = {
  staleTime: Infinity,
  refetchOnMount: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const

export const transactionsKey = ['transactions'] as const
/** A list's key: amounts are typed in the currency that it holds. */
export const listKey = (filters: Filters, currency: string) => [...transactionsKey, filters, currency] as const
/** The BT Pay dashboards, whose newest rows are transactions too. */
export const dashboardKey = ['bt-pay'] as const
/** Every transaction that was opened by itself. */
export const openedKey = ['transaction'] as const
export const transactionKey = (id: string) => [...openedKey, id] as const

/** What was typed as an amount, in the currency's minor units as the API takes them; empty where it is none. */
export const minor = (text: string, currency: string): string => String(toMinor(text, currency) ?? '')

export function fetchPage(filters: Filters, currency: string, cursor: string | null, signal?: AbortSignal) {
  const amounts = { min: minor(filters.min, currency), max: minor(filters.max, currency) }
  return request<Page<Transaction>>(
    `/api/transactions${query({ ...filters, ...amounts, limit: PAGE_ROWS, cursor })}`,
    signal ? { signal } : {},
  )
}

export const recentQuery = queryOptions({
  queryKey: [...transactionsKey, 'recent'] as const,
  queryFn: ({ signal }) => request<Page<Transaction>>(`/api/transactions?limit=${RECENT_ROWS}`, { signal }),
  ...KEPT_TRUE,
})
export const recentKey = recentQuery.queryKey

export const summaryQuery = queryOptions({
  queryKey: ['summary'] as const,
  queryFn: ({ signal }) => request<Summary>('/api/transactions/summary', { signal }),
})
export const summaryKey = summaryQuery.queryKey

export const fetchTransaction = (id: string, signal: AbortSignal) => request<Transaction>(addressOf(id), { signal })
