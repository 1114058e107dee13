import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'

type Schemas = components['schemas']
export type Import = Schemas['ImportOut']
export type ImportPreview = Schemas['ImportPreviewOut']
export type PreviewRow = Schemas['ImportPreviewOut.PreviewRowOut']
export type Mapping = Schemas['RemapIn.MappingIn']

const importsKey = ['imports'] as const
const WHILE_RUNNING_MS = 2000
export const isRunning = (record: Import) => record.state === 'queued' || record.state === 'running'

export const useImports = () =>
  useInfiniteQuery({
    queryKey: [...importsKey, 'list'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Import>>(`/api/transactions/imports${query({ limit: 10, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
  })

/** One import; asked for again while it runs, in case a push was missed. */
export const useImport = (id: number) =>
  useQuery({
    queryKey: [...importsKey, id],
    queryFn: ({ signal }) => request<Import>(`/api/transactions/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? WHILE_RUNNING_MS : false),
  })

export function useRefreshImports() {
  const cache = useQueryClient()
  return () => {
    for (const queryKey of [importsKey, ['transactions'], ['summary'], ['categories']])
      void cache.invalidateQueries({ queryKey })
  }
}

export function useUpload() {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return request<ImportPreview>('/api/transactions/import', { method: 'POST', body: form })
    },
  })
}

export const useRemap = () =>
  useMutation({
    mutationFn: ({ id, mapping }: { id: number; mapping: Mapping }) =>
      request<ImportPreview>(`/api/transactions/imports/${id}/preview`, { method: 'POST', body: { mapping } }),
  })

function useStep<Answer>(step: 'commit' | 'cancel' | 'undo') {
  const refresh = useRefreshImports()
  return useMutation({
    mutationFn: (id: number) => request<Answer>(`/api/transactions/imports/${id}/${step}`, { method: 'POST' }),
    onSettled: refresh,
  })
}

export const useCommit = () => useStep<Import>('commit')
export const useCancel = () => useStep<Import>('cancel')
export const useUndo = () => useStep<{ removed: number }>('undo')
