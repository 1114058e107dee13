import { useQuery } from '@tanstack/react-query'
import { fetchRecent } from '@/features/banking/shared/transactions/listCache'
import { recentKey } from '@/features/banking/shared/transactions/filters'
import { KEPT_TRUE, summaryKey } from '@/features/banking/shared/transactions/live'
import { request } from '@/lib/api/client'
import type { Summary } from '@/lib/api/types'

const SUMMARY_MS = 60_000

/** Totals come with pushes; the days of the month are asked for once a minute. */
export const useSummary = () =>
  useQuery({
    queryKey: summaryKey,
    queryFn: ({ signal }) => request<Summary>('/api/transactions/summary', { signal }),
    refetchInterval: SUMMARY_MS,
    refetchOnMount: 'always',
  })

export const useRecent = () =>
  useQuery({ queryKey: recentKey, queryFn: ({ signal }) => fetchRecent(signal), ...KEPT_TRUE })
