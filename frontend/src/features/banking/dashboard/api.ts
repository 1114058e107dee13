import { useQuery } from '@tanstack/react-query'
import { recentQuery, summaryQuery } from '@/features/banking/shared/transactions/queries'

const SUMMARY_MS = 60_000

/** Totals come with pushes; the days of the month are asked for once a minute. */
export const useSummary = () => useQuery({ ...summaryQuery, refetchInterval: SUMMARY_MS, refetchOnMount: 'always' })

export const useRecent = () => useQuery(recentQuery)
