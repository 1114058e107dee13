import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Category } from '@/lib/api/types'
import { categoriesKey } from '@/lib/categories'

type Schemas = components['schemas']
export type Accuracy = Schemas['AccuracyOut']
export type Recurring = Schemas['RecurringsOut.RecurringOut']

export const useAccuracy = () =>
  useQuery({
    queryKey: [...categoriesKey, 'accuracy'],
    queryFn: ({ signal }) => request<Accuracy>('/api/categories/accuracy', { signal }),
  })

export const useRecurring = () =>
  useQuery({
    queryKey: ['transactions-recurring'],
    queryFn: ({ signal }) => request<{ items: Recurring[] }>('/api/transactions/recurring', { signal }),
  })

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
      for (const queryKey of [categoriesKey, ['transactions']]) void cache.invalidateQueries({ queryKey })
    },
  })
}
