import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useToast } from '@/components/toasts'
import { query, request } from '@/lib/api/client'
import { ApiError } from '@/lib/api/errors'
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
export type Portfolio = Schemas['PortfolioOut']
export type PortfolioDraft = Schemas['PortfolioIn']
export type Status = Schemas['PerformanceOut.FigureOut']['status']

/** What is missing or doubtful behind a figure; subject: a symbol, a pair or a currency, '' for all of it. */
export interface Gap {
  kind: string
  subject: string
  first_on: string
  last_on: string
}
export type Figure = Omit<Schemas['PerformanceOut.FigureOut'], 'quality'> & { quality: Gap[] }
export type Figures = Record<string, Figure>
export type Holding = Omit<Schemas['PerformanceOut.HoldingOut'], 'figures' | 'average_price' | 'contribution'> & {
  figures: Figures
  average_price: Figure
  contribution: Figure
}
export interface Share {
  key: string
  value: string | null
  weight: number | null
}
export type Split = 'by_holding' | 'by_currency' | 'by_class' | 'by_region' | 'by_sector'
export type Performance = Omit<Schemas['PerformanceOut'], 'figures' | 'holdings' | 'allocation' | 'quality'> & {
  figures: Figures
  holdings: Holding[]
  allocation: Record<Split, Share[]>
  quality: Gap[]
}

export const portfoliosKey = ['portfolios'] as const
export const portfolioKey = (id: number) => ['portfolio', id] as const

export const usePortfolios = () =>
  useQuery({
    queryKey: portfoliosKey,
    queryFn: ({ signal }) => request<{ items: Portfolio[] }>('/api/portfolios', { signal }),
  })

export const usePortfolio = (id: number) =>
  useQuery({
    queryKey: [...portfolioKey(id), 'about'],
    queryFn: ({ signal }) => request<Portfolio>(`/api/portfolios/${id}`, { signal }),
  })

const isBusy = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 503
const OFTEN = 2
const WAIT_S = 5

/** Asks again for as long as the answer is being computed, whenever the server says to. */
export const untilComputed = {
  retry: (failures: number, error: Error) =>
    isBusy(error) || (failures < OFTEN && error instanceof ApiError && error.status === 0),
  retryDelay: (_failures: number, error: Error) => (isBusy(error) ? (error.retryAfterS ?? WAIT_S) : 1) * 1000,
}

export const isComputing = (failureReason: unknown) => isBusy(failureReason)

/** How figures are made. from: the day at whose close the period begins; null for all of it. */
export interface Terms {
  from: string | null
  cost?: 'average' | null
  fees?: 'included' | null
  benchmark?: string | null
}

export const usePerformance = (id: number, terms: Terms) =>
  useQuery({
    queryKey: [...portfolioKey(id), 'performance', terms],
    queryFn: ({ signal }) =>
      request<Performance>(`/api/portfolios/${id}/performance${query({ ...terms })}`, { signal }),
    placeholderData: keepPreviousData,
    ...untilComputed,
  })

/** Add a portfolio, or change the one with this id. */
export function useSavePortfolio(id: number | null) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: PortfolioDraft) =>
      id === null
        ? request<Portfolio>('/api/portfolios', { method: 'POST', body })
        : request<Portfolio>(`/api/portfolios/${id}`, { method: 'PATCH', body }),
    onSuccess: (saved) =>
      Promise.all([
        cache.invalidateQueries({ queryKey: portfoliosKey }),
        cache.invalidateQueries({ queryKey: portfolioKey(saved.id) }),
      ]),
  })
}

/** Remove a portfolio; the note that says so takes it back. */
export function useRemovePortfolio() {
  const cache = useQueryClient()
  const toast = useToast()
  const reload = () => cache.invalidateQueries({ queryKey: portfoliosKey })
  const fail = (error: Error) => toast(error.message, 'bad')
  const restore = (id: number) => {
    request(`/api/portfolios/${id}/restore`, { method: 'POST' }).then(reload, fail)
  }
  return useMutation({
    mutationFn: ({ id }: Portfolio) => request(`/api/portfolios/${id}`, { method: 'DELETE' }),
    onSuccess: async (_, { id, name }) => {
      const actions = [{ label: 'Undo', run: () => restore(id) }]
      toast(`“${name}” was deleted.`, { actions })
      await reload()
    },
    onError: fail,
  })
}
