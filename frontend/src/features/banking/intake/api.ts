import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import { byReceipt } from './receipt'
import type { DeadLetter, Ingest, Page, Transaction } from '@/lib/api/types'

export const ingestKey = ['ingest'] as const
const lettersKey = ['dead-letters'] as const

export const useIngest = () =>
  useQuery({
    queryKey: ingestKey,
    queryFn: ({ signal }) => request<Ingest>('/api/admin/ingest', { signal }),
    refetchInterval: 2000,
  })

export const useEveryones = () =>
  useQuery({
    queryKey: ['everyones'],
    queryFn: async ({ signal }) =>
      byReceipt((await request<Page<Transaction>>('/api/admin/transactions?limit=60', { signal })).items),
  })

export const useDeadLetters = (state: string) =>
  useQuery({
    queryKey: [...lettersKey, state],
    queryFn: ({ signal }) => request<Page<DeadLetter>>(`/api/admin/ingest/dead-letters${query({ state })}`, { signal }),
    refetchInterval: 5000,
  })

export function useSettleLetter(action: 'retry' | 'discard') {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: number) =>
      request<DeadLetter>(`/api/admin/ingest/dead-letters/${id}/${action}`, { method: 'POST' }),
    onSettled: () => cache.invalidateQueries({ queryKey: lettersKey }),
  })
}
