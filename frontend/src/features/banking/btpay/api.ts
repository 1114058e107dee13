import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { Dashboard } from '@/lib/api/types'
import { useEvent } from '@/lib/realtime'
import { dashboardKey } from '@/features/banking/shared/transactions/queries'

export type Scope = 'all' | 'btpay'
const ROOT = '/finance/api/bt-pay'
export const STREAM = `${ROOT}/stream/`
export const POLL_MS = 5_000

/** All that a dashboard shows; pollMs asks again and again, but not while nobody looks. */
export const useDashboard = (scope: Scope, pollMs: number | false = false) =>
  useQuery({
    queryKey: [...dashboardKey, scope],
    queryFn: ({ signal }) => request<Dashboard>(`${ROOT}/dashboard/?scope=${scope}`, { signal }),
    refetchInterval: pollMs,
    refetchIntervalInBackground: false,
    ...(pollMs === false ? {} : { staleTime: 0 }),
    placeholderData: (before) => before,
  })

export function useCategorise() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => request<{ categorized: number; left: number }>(`${ROOT}/categorize/`, { method: 'POST' }),
    onSettled: () => cache.invalidateQueries({ queryKey: dashboardKey }),
  })
}

/** Sums of today and of this month come with the push that tells of them. */
export function useTotals(): void {
  const cache = useQueryClient()
  useEvent('metrics.updated', ({ today, today_base, month, month_base }) => {
    cache.setQueryData<Dashboard>(
      [...dashboardKey, 'all'],
      (before) => before && { ...before, stats: { ...before.stats, today, today_base, month, month_base } },
    )
  })
}
