import { useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import { recentQuery, summaryQuery } from '@/features/banking/shared/transactions/queries'
import type { CashFlow } from './flow'

const SUMMARY_MS = 60_000

/** Totals come with pushes; the days of the month are asked for once a minute. */
export const useSummary = () => useQuery({ ...summaryQuery, refetchInterval: SUMMARY_MS, refetchOnMount: 'always' })

export const useRecent = () => useQuery(recentQuery)

export const cashFlowKey = ['cash-flow'] as const

/** What came in and went out since the last month began. */
export const useCashFlow = () =>
  useQuery({
    queryKey: cashFlowKey,
    queryFn: ({ signal }) => request<CashFlow>('/api/transactions/cash-flow', { signal }),
  })
