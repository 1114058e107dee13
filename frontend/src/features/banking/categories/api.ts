import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Category } from '@/lib/api/types'
import { categoriesKey } from '@/features/banking/shared/categories/categories'
import { rulesQuery, type Rule } from '@/features/banking/shared/rules'
import { reloadLists } from '@/features/banking/shared/transactions/listCache'

type Schemas = components['schemas']
export type Accuracy = Schemas['AccuracyOut']

export const accuracyKey = [...categoriesKey, 'accuracy'] as const

export const useAccuracy = () =>
  useQuery({
    queryKey: accuracyKey,
    queryFn: ({ signal }) => request<Accuracy>('/api/categories/accuracy', { signal }),
  })

/** The names of the rules that put transactions into a category. */
export function useRulesNaming(code: string | null): string[] {
  const { data } = useQuery({ ...rulesQuery, enabled: code !== null })
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
