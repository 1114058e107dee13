import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import { connectionsKey, connectionsQuery, providersQuery } from '@/features/banking/shared/connections'
import type { Linked } from '@/lib/api/types'

const ROOT = '/api/connectors'

export const useProviders = () => useQuery(providersQuery)
export const useConnections = () => useQuery(connectionsQuery)

export interface NewConnection {
  provider: string
  name?: string
  holder?: string
  external_id?: string
}

const useChange = <Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) => {
  const cache = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => cache.invalidateQueries({ queryKey: connectionsKey }) })
}

export const useLink = () =>
  useChange((body: NewConnection) => request<Linked>(`${ROOT}/connections`, { method: 'POST', body }))

export const useSync = () =>
  useChange((id: number) => request<unknown>(`${ROOT}/connections/${id}/sync`, { method: 'POST' }))

export const useReauthorise = () =>
  useChange((id: number) => request<Linked>(`${ROOT}/connections/${id}/reauthorise`, { method: 'POST' }))

export const useNewSecret = () =>
  useChange((id: number) => request<Linked>(`${ROOT}/connections/${id}/secret`, { method: 'POST' }))

export const useDismiss = () =>
  useChange((id: number) => request<unknown>(`${ROOT}/connections/${id}/errors/dismiss`, { method: 'POST' }))

export const useUnlink = () =>
  useChange(({ id, data }: { id: number; data: 'keep' | 'erase' }) =>
    request<undefined>(`${ROOT}/connections/${id}?data=${data}`, { method: 'DELETE' }),
  )
