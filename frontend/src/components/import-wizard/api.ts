import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { Page } from '@/lib/api/types'
import { useJobEnd } from '@/lib/jobs'
import type { ImportSchema } from './schema'
import type { ImportPreview, ImportRecord, Remap, WizardRow } from './types'

type Api = Pick<ImportSchema, 'api'>

const importsKey = ({ api }: Api) => ['imports', api.root] as const
const listKey = (schema: Api) => [...importsKey(schema), 'list'] as const
const importKey = (schema: Api, id: number) => [...importsKey(schema), id] as const
// Apart from the others: what makes those stale must not have the file read once more.
const previewKey = ({ api }: Api, id: number) => ['import-preview', api.root, id] as const
const WHILE_RUNNING_MS = 2000
export const isRunning = (record: ImportRecord) => record.state === 'queued' || record.state === 'running'

export const useImports = (schema: Api) =>
  useInfiniteQuery({
    queryKey: listKey(schema),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<ImportRecord>>(`${schema.api.root}${query({ limit: 10, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isRunning)) ? WHILE_RUNNING_MS : false,
  })

/** One import; asked for again while it runs, in case a push was missed. */
export const useImport = (schema: Api, id: number) =>
  useQuery({
    queryKey: importKey(schema, id),
    queryFn: ({ signal }) => request<ImportRecord>(`${schema.api.root}/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? WHILE_RUNNING_MS : false),
  })

const look = <Preview>({ api }: Api, id: number, body: Partial<Remap>) =>
  request<Preview>(`${api.root}/${id}/preview`, { method: 'POST', body })

/** What a file holds, as its upload answered; after a reload the server looks at it again. */
export const usePreview = <Row extends WizardRow, Sample, Mapping extends object>(
  schema: ImportSchema<Row, Sample, Mapping>,
  id: number,
) =>
  useQuery({
    queryKey: previewKey(schema, id),
    // Without anything new: what was said before still counts there.
    queryFn: () => look<ImportPreview<Row, Sample>>(schema, id, { answers: {} }),
    staleTime: Infinity,
    retry: false,
  })

function useRefresh(schema: Api) {
  const cache = useQueryClient()
  return () => {
    void cache.invalidateQueries({ queryKey: importsKey(schema) })
    schema.api.onChanged(cache)
  }
}

/** Keep all that is shown true when any import ends. */
export function useImportsEnding(schema: Api & Pick<ImportSchema, 'job'>): void {
  useJobEnd(schema.job, useRefresh(schema))
}

export function useUpload(schema: Api) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('file', file)
      return request<ImportPreview>(schema.api.upload, { method: 'POST', body: form })
    },
    onSuccess: (preview) => {
      cache.setQueryData(previewKey(schema, preview.id), preview)
      cache.setQueryData<ImportRecord>(importKey(schema, preview.id), preview)
      void cache.invalidateQueries({ queryKey: listKey(schema) })
    },
  })
}

export function useRemap(schema: Api, id: number) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (remap: Remap) => look<ImportPreview>(schema, id, remap),
    onSuccess: (preview) => {
      cache.setQueryData(previewKey(schema, id), preview)
    },
  })
}

interface Step {
  id: number
  /** Lines to store although they are already known, and lines to leave out. */
  body?: { keep: number[]; skip: number[] }
}

/** Another state of an import; its answer is shown at once, whatever else it changed a moment later. */
function useStep(schema: Api, step: 'commit' | 'cancel') {
  const cache = useQueryClient()
  const refresh = useRefresh(schema)
  return useMutation({
    mutationFn: ({ id, body }: Step) =>
      request<ImportRecord>(`${schema.api.root}/${id}/${step}`, { method: 'POST', body }),
    onSuccess: (record) => cache.setQueryData(importKey(schema, record.id), record),
    onSettled: refresh,
  })
}

export const useCommit = (schema: Api) => useStep(schema, 'commit')
export const useCancel = (schema: Api) => useStep(schema, 'cancel')

export function useUndo(schema: Api) {
  const refresh = useRefresh(schema)
  return useMutation({
    mutationFn: (id: number) => request<{ removed: number }>(`${schema.api.root}/${id}/undo`, { method: 'POST' }),
    onSettled: refresh,
  })
}
