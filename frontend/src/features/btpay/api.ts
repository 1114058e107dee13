import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { Dashboard, Transaction } from '@/lib/api/types'

export type Scope = 'all' | 'btpay'
const ROOT = '/finance/api/bt-pay'
export const STREAM = `${ROOT}/stream/`
export const dashboardKey = ['bt-pay'] as const
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

interface Choice {
  id: string
  category: string
}

export function useSetCategory() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ id, category }: Choice) =>
      request<{ transaction: Transaction }>(`${ROOT}/transactions/${encodeURIComponent(id)}/category`, {
        method: 'POST',
        body: { category },
      }),
    onSuccess: ({ transaction }) => {
      cache.setQueriesData<Dashboard>({ queryKey: dashboardKey }, (before) => before && withRow(before, transaction))
    },
    onSettled: () => cache.invalidateQueries({ queryKey: dashboardKey }),
  })
}

const withRow = (dashboard: Dashboard, row: Transaction): Dashboard => ({
  ...dashboard,
  recent: dashboard.recent.map((each) => (each.transaction_id === row.transaction_id ? row : each)),
})
