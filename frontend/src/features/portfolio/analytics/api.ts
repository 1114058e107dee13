import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { useEvent } from '@/lib/realtime'
import { untilComputed } from '../shared/api'

type Schemas = components['schemas']
export type Analytics = Schemas['AnalyticsOut']
export type Totals = Schemas['AnalyticsOut.PortfolioTotalsOut']

const analyticsKey = ['analytics'] as const

/** Totals over all portfolios; when they were refreshed, they are asked for anew. */
export function useAnalytics() {
  const cache = useQueryClient()
  useEvent('analytics.refreshed', () => {
    void cache.invalidateQueries({ queryKey: analyticsKey })
  })
  return useQuery({
    queryKey: analyticsKey,
    queryFn: ({ signal }) => request<Analytics>('/api/analytics', { signal }),
    ...untilComputed,
  })
}

export function useRefresh() {
  const cache = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => request<Analytics | { state: 'queued' }>('/api/analytics/refresh', { method: 'POST' }),
    onSuccess: (answer) => {
      if ('currency' in answer) cache.setQueryData(analyticsKey, answer)
      else toast('It takes longer than usual; the page follows by itself.')
    },
    onError: (error) => toast(error.message, 'bad'),
  })
}
