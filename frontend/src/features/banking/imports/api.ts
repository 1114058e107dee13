import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import type { Page } from '@/lib/api/types'
import { useEvent } from '@/lib/realtime'
import { categoriesKey } from '@/features/banking/shared/categories/categories'
import { summaryKey } from '@/features/banking/shared/transactions/queries'
import { reloadLists } from '@/features/banking/shared/transactions/listCache'
import type { Import, ImportPreview, Remap } from './types'

type Schemas = components['schemas']

const importsKey = ['imports'] as const
const listKey = [...importsKey, 'list'] as const
const importKey = (id: number) => [...importsKey, id] as const
// TwinRow the others: what makes those stale must not have the file read once more.
const previewKey = (id: number) => ['import-preview', id] as const
const WHILE_RUNNING_MS = 2000
export const isRunning = (record: Import) => record.state === 'queued' || record.state === 'running'

export const useImports = () =>
  useInfiniteQuery({
    queryKey: listKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Import>>(`/api/imports${query({ limit: 10, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isRunning)) ? WHILE_RUNNING_MS : false,
  })

const fetchImport = (id: number, signal: AbortSignal) => request<Import>(`/api/imports/${id}`, { signal })

/** One import; asked for again while it runs, in case a push was missed. */
export const useImport = (id: number) =>
  useQuery({
    queryKey: importKey(id),
    queryFn: ({ signal }) => fetchImport(id, signal),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? WHILE_RUNNING_MS : false),
  })

const look = (id: number, body: Partial<Remap>) =>
  request<ImportPreview>(`/api/imports/${id}/preview`, { method: 'POST', body })

/** What a file holds, as its upload answered; after a reload the server looks at it again. */
export const usePreview = (id: number) =>
  useQuery({
    queryKey: previewKey(id),
    // Without anything new: what was said before still counts there.
    queryFn: () => look(id, { answers: {} }),
    staleTime: Infinity,
    retry: false,
  })

export function useRefreshImports() {
  const cache = useQueryClient()
  return () => {
    for (const queryKey of [importsKey, summaryKey, categoriesKey]) void cache.invalidateQueries({ queryKey })
    reloadLists(cache)
  }
}

/** Keep all that is shown true when any import ends. */
export function useImportsEnding(): void {
  const refresh = useRefreshImports()
  useEvent('job.finished', ({ kind }) => {
    if (kind === 'import') refresh()
  })
}

export function useUpload() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return request<ImportPreview>('/api/transactions/import', { method: 'POST', body: form })
    },
    onSuccess: (preview) => {
      cache.setQueryData(previewKey(preview.id), preview)
      cache.setQueryData<Import>(importKey(preview.id), preview)
      void cache.invalidateQueries({ queryKey: listKey })
    },
  })
}

export function useRemap(id: number) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (remap: Remap) => look(id, remap),
    onSuccess: (preview) => {
      cache.setQueryData(previewKey(id), preview)
    },
  })
}

interface Step {
  id: number
  /** Lines to store although they are already known, and lines to leave out. */
  body?: { keep: number[]; skip: number[] }
}

/** Another state of an import; its answer is shown at once, whatever else it changed a moment later. */
function useStep(step: 'commit' | 'cancel') {
  const cache = useQueryClient()
  const refresh = useRefreshImports()
  return useMutation({
    mutationFn: ({ id, body }: Step) => request<Import>(`/api/imports/${id}/${step}`, { method: 'POST', body }),
    onSuccess: (record) => cache.setQueryData(importKey(record.id), record),
    onSettled: refresh,
  })
}

export const useCommit = () => useStep('commit')
export const useCancel = () => useStep('cancel')

export function useUndo() {
  const refresh = useRefreshImports()
  return useMutation({
    mutationFn: (id: number) => request<Schemas['ImportUndoneOut']>(`/api/imports/${id}/undo`, { method: 'POST' }),
    onSettled: refresh,
  })
}
