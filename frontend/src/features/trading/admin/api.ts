import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import { ApiError } from '@/lib/api/errors'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'
import type { Instrument } from '../shared/api'

type Schemas = components['schemas']
export type Collection = Schemas['CollectionOut']

/** A model on one fold; fold null: its fit to all hours. */
export interface Part {
  fold: number | null
  state: string
  fraction: number
  loss: number | null
}
export interface ModelProgress {
  name: string
  fraction: number
  folds: Part[]
}
export interface Training {
  id: number
  symbol: string
  mode: string
  models: string[]
  left_out: { name: string; reason: string }[]
  state: string
  hours: number
  fraction: number
  message: string
  created_at: string
  progress: ModelProgress[]
}

export type Kind = 'collections' | 'trainings'
/** While something runs its record is asked for, too, should pushes fail to come. */
const LOOK_MS = 2_000
const key = (kind: Kind | 'instruments') => ['admin', 'markets', kind] as const

export const isOpen = ({ state }: { state: string }) => state === 'queued' || state === 'running'
export const canRetry = ({ state }: { state: string }) => ['partial', 'failed', 'cancelled'].includes(state)

const useJobs = <Row extends { state: string }>(kind: Kind) =>
  useQuery({
    queryKey: key(kind),
    queryFn: ({ signal }) => requestPage<Row>(kind, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? LOOK_MS : false),
  })

/** A part of the installation that is not there has no jobs. */
async function requestPage<Row>(kind: Kind, signal: AbortSignal): Promise<Page<Row>> {
  try {
    return await request<Page<Row>>(`/api/admin/${kind}`, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { items: [], next_cursor: null }
    throw error
  }
}

export const useCollections = () => useJobs<Collection>('collections')
export const useTrainings = () => useJobs<Training>('trainings')

/** One training with how far each model is. */
export const useTraining = (id: number) =>
  useQuery({
    queryKey: [...key('trainings'), id],
    queryFn: ({ signal }) => request<Training>(`/api/admin/trainings/${id}`, { signal }),
    refetchInterval: LOOK_MS,
  })

export const useAllInstruments = () =>
  useQuery({
    queryKey: key('instruments'),
    queryFn: ({ signal }) => request<Instrument[]>('/api/admin/instruments', { signal }),
  })

/** Have everything on the page asked for anew. */
export function useReload(): () => Promise<void> {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: ['admin', 'markets'] })
}

export function useStart(kind: Kind) {
  return useMutation({
    mutationFn: (body: object) => request(`/api/admin/${kind}`, { method: 'POST', body }),
    onSuccess: useReload(),
  })
}

export function useSettle(kind: Kind, action: 'cancel' | 'retry') {
  return useMutation({
    mutationFn: (id: number) => request(`/api/admin/${kind}/${id}/${action}`, { method: 'POST' }),
    onSettled: useReload(),
  })
}
