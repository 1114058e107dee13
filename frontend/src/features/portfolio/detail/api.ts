import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'
import { portfolioKey, untilComputed, type Terms } from '../shared/api'
import type { Activity } from './fields'

type Parts = Record<string, string | number | null>
export interface Line {
  on: string
  what: string
  parts: Parts
  place: number | null
}
interface Price {
  symbol: string
  on: string
  price: string | null
  currency: string
  priced_on: string | null
}
interface Rate {
  on: string
  currency: string
  rate: string | null
  rate_on: string | null
}
export type Explanation = Omit<components['schemas']['ExplanationOut'], 'lines' | 'prices' | 'rates'> & {
  lines: Line[]
  prices: Price[]
  rates: Rate[]
}
/** Which figure: of a holding where there is a symbol, else of the whole portfolio. */
export interface Asked {
  figure: string
  name: string
  symbol: string | null
}

export const useExplanation = (id: number, { figure, symbol }: Asked, terms: Terms) =>
  useQuery({
    queryKey: [...portfolioKey(id), 'explain', figure, symbol, terms],
    queryFn: ({ signal }) =>
      request<Explanation>(`/api/portfolios/${id}/explain/${figure}${query({ symbol, ...terms })}`, { signal }),
    ...untilComputed,
  })

const activitiesKey = (id: number) => [...portfolioKey(id), 'activities']
const PAGE = 100
const MOST = 1000

export const useActivities = (id: number) =>
  useInfiniteQuery({
    queryKey: [...activitiesKey(id), 'pages'],
    queryFn: ({ signal, pageParam }) => activitiesPage(id, PAGE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

const activitiesPage = (id: number, limit: number, cursor: string | null, signal: AbortSignal) =>
  request<Page<Activity>>(`/api/portfolios/${id}/activities${query({ limit, cursor })}`, { signal })

/** All activities in the order in which they happened, to which an explanation's places refer. */
export const useBooked = (id: number, enabled: boolean) =>
  useQuery({
    queryKey: [...activitiesKey(id), 'booked'],
    queryFn: async ({ signal }) => {
      const all: Activity[] = []
      let cursor: string | null = null
      do {
        const page: Page<Activity> = await activitiesPage(id, MOST, cursor, signal)
        all.push(...page.items)
        cursor = page.next_cursor
      } while (cursor !== null)
      return all.reverse()
    },
    enabled,
  })

/** Whatever changed, every figure of the portfolio may be another one. */
export function useReload(id: number) {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: portfolioKey(id) })
}

export function useSaveActivity(portfolio: number, activity: number | null) {
  const reload = useReload(portfolio)
  const path = `/api/portfolios/${portfolio}/activities`
  return useMutation({
    mutationFn: (body: Record<string, string | null>) =>
      activity === null
        ? request(path, { method: 'POST', body })
        : request(`${path}/${activity}`, { method: 'PATCH', body }),
    onSuccess: reload,
  })
}

/** Remove an activity; the note that says so takes it back. */
export function useRemoveActivity(portfolio: number) {
  const reload = useReload(portfolio)
  const toast = useToast()
  const fail = (error: Error) => toast(error.message, 'bad')
  const path = (id: number) => `/api/portfolios/${portfolio}/activities/${id}`
  const restore = (id: number) => {
    request(`${path(id)}/restore`, { method: 'POST' }).then(reload, fail)
  }
  return useMutation({
    mutationFn: (id: number) => request(path(id), { method: 'DELETE' }),
    onSuccess: async (_, id) => {
      toast('The activity was deleted.', { actions: [{ label: 'Undo', run: () => restore(id) }] })
      await reload()
    },
    onError: fail,
  })
}
