import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Category } from '@/lib/api/types'
import { categoriesKey } from '@/lib/categories'
import { reloadLists } from '@/lib/transactions/fetching'

type Schemas = components['schemas']
export type Accuracy = Schemas['AccuracyOut']
export type Recurring = Schemas['RecurringsOut.RecurringOut']
type Rule = Schemas['RulesOut.RuleOut']

export const accuracyKey = [...categoriesKey, 'accuracy'] as const
export const recurringKey = ['transactions-recurring'] as const

export const useAccuracy = () =>
  useQuery({
    queryKey: accuracyKey,
    queryFn: ({ signal }) => request<Accuracy>('/api/categories/accuracy', { signal }),
  })

export const useRecurring = () =>
  useQuery({
    queryKey: recurringKey,
    queryFn: ({ signal }) => request<{ items: Recurring[] }>('/api/transactions/recurring', { signal }),
  })

/** The names of the rules that put transactions into a category. */
export function useRulesNaming(code: string | null): string[] {
  const { data } = useQuery({
    queryKey: ['rules', 'naming'],
    enabled: code !== null,
    queryFn: ({ signal }) => request<{ items: Rule[] }>('/api/rules', { signal }),
  })
  const names = ({ actions }: Rule) => actions.some((action) => action['category'] === code)
  return (data?.items ?? []).filter(names).map(({ name }) => name)
}

export function useAddCategory() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { label: string; parent: string | null }) =>
      request<Category>('/api/categories', { method: 'POST', body }),
    onSettled: () => cache.invalidateQueries({ queryKey: categoriesKey }),
  })
}

export function useRemoveCategory() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (code: string) =>
      request<undefined>(`/api/categories/${encodeURIComponent(code)}`, { method: 'DELETE' }),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: categoriesKey })
      reloadLists(cache)
    },
  })
}
