import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
export type Tasks = Schemas['TasksOut']
export type QueueRow = Schemas['TasksOut.AdminQueueOut']
export type WorkerRow = Schemas['TasksOut.AdminWorkerOut']
export type TaskRow = Schemas['TasksOut.AdminTaskOut']
export type FailedRow = Schemas['TasksOut.FailedTaskOut']

const KEY = ['admin', 'tasks'] as const
/** Workers report every two seconds. */
const LOOK_MS = 2_000

export const useTasks = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => request<Tasks>('/api/admin/tasks', { signal }),
    refetchInterval: LOOK_MS,
  })

export function useTaskAction(action: 'retry' | 'revoke') {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request(`/api/admin/tasks/${encodeURIComponent(id)}/${action}`, { method: 'POST' }),
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  })
}
