import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { portfolioKey, untilComputed } from '../shared/api'

type Schemas = components['schemas']
export type Targets = Schemas['TargetsOut']
export type Plan = Schemas['RebalanceOut']

const targetsKey = (id: number) => [...portfolioKey(id), 'targets']

export function useSaveTargets(id: number) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['TargetsIn']) =>
      request<Targets>(`/api/portfolios/${id}/targets`, { method: 'PUT', body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: targetsKey(id) }),
  })
}

export const useTargets = (id: number) =>
  useQuery({
    queryKey: [...targetsKey(id), 'stated'],
    queryFn: ({ signal }) => request<Targets>(`/api/portfolios/${id}/targets`, { signal }),
  })

/** What to buy with new money, in the portfolio's currency, and to sell where that is allowed. */
export const usePlan = (id: number, cash: string, sell: boolean) =>
  useQuery({
    queryKey: [...targetsKey(id), 'plan', cash, sell],
    queryFn: ({ signal }) => {
      const asked = query({ cash, sell: sell ? 'true' : null, fractional: 'true' })
      return request<Plan>(`/api/portfolios/${id}/rebalance${asked}`, { signal })
    },
    placeholderData: keepPreviousData,
    ...untilComputed,
  })
