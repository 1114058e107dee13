import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import { providersQuery } from '@/features/banking/shared/connections'
import type { WebhookDetail, WebhookEvent } from '@/lib/api/types'
import { mergeNewest, patched, type EventPage } from './merge'

const ROOT = '/api/admin/webhooks'
export const webhooksKey = ['webhooks'] as const
const listKey = [...webhooksKey, 'list'] as const
const detailKey = [...webhooksKey, 'detail'] as const
const PAGE = 60

export interface EventFilters {
  state: string
  provider: string
  q: string
}

const fetchPage = (filters: EventFilters, cursor: string | null, signal?: AbortSignal) =>
  request<EventPage>(`${ROOT}${query({ ...filters, limit: PAGE, cursor })}`, signal ? { signal } : {})

export const useEvents = (filters: EventFilters) =>
  useInfiniteQuery({
    queryKey: [...listKey, filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam, signal),
    getNextPageParam: (page) => page.next_cursor,
  })

export const useProviderNames = () => useQuery(providersQuery)

export const useDetail = (id: number | null) =>
  useQuery({
    queryKey: [...detailKey, id],
    queryFn: ({ signal }) => request<WebhookDetail>(`${ROOT}/${id ?? 0}`, { signal }),
    enabled: id !== null,
    staleTime: 0,
  })

type Pages = InfiniteData<EventPage, string | null>

/** What a push changes: the newest page is asked for and laid over the list, known rows are patched in place. */
export function useEventCache(filters: EventFilters) {
  const cache = useQueryClient()
  const key = [...listKey, filters]
  return {
    refresh: async () => {
      const newest = await fetchPage(filters, null).catch(() => null)
      if (!newest) return
      cache.setQueryData<Pages>(key, (before) => {
        const [first, ...rest] = before?.pages ?? []
        return before && first && { ...before, pages: [mergeNewest(first, newest, rest.length > 0), ...rest] }
      })
    },
    patch: (ids: number[], change: Partial<WebhookEvent>) => {
      cache.setQueryData<Pages>(
        key,
        (before) =>
          before && { ...before, pages: before.pages.map((page) => patched(page, ids, change, filters.state)) },
      )
      void cache.invalidateQueries({ queryKey: detailKey })
    },
  }
}

export function useReplay() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => request<WebhookEvent>(`${ROOT}/${id}/replay`, { method: 'POST' }),
    onSettled: () => cache.invalidateQueries({ queryKey: webhooksKey }),
  })
}

export function useReplayAll() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (state: string | null) =>
      request<{ replayed: number }>(`${ROOT}/replay`, { method: 'POST', body: { state } }),
    onSettled: () => cache.invalidateQueries({ queryKey: webhooksKey }),
  })
}
