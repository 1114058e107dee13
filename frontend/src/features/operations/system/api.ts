import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

type Schemas = components['schemas']
export type System = Schemas['SystemOut']
export type Check = Schemas['SystemOut.CheckOut']
export type Setting = Schemas['SystemOut.SettingOut']
export type Backups = Schemas['BackupsOut']
export type Backup = Schemas['BackupsOut.BackupOut']
export type BackupRun = Schemas['BackupsOut.BackupRunOut']

const SYSTEM = ['admin', 'system'] as const
const BACKUPS = ['admin', 'backups'] as const
const LOOK_MS = 10_000
/** While one is made its standing is asked for, too, should pushes fail to come. */
const LOOK_AT_RUN_MS = 1_500

export const isOpen = (run: BackupRun | null | undefined) => run?.state === 'queued' || run?.state === 'running'

export const useSystem = () =>
  useQuery({
    queryKey: SYSTEM,
    queryFn: ({ signal }) => request<System>('/api/admin/system', { signal }),
    refetchInterval: LOOK_MS,
  })

export const useBackups = () =>
  useQuery({
    queryKey: BACKUPS,
    queryFn: ({ signal }) => request<Backups>('/api/admin/backups', { signal }),
    refetchInterval: ({ state }) => (isOpen(state.data?.run) ? LOOK_AT_RUN_MS : false),
  })

export function useReloadBackups(): () => Promise<void> {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: BACKUPS })
}

export function useStartBackup() {
  return useMutation({
    mutationFn: () => request<BackupRun>('/api/admin/backups', { method: 'POST' }),
    onSettled: useReloadBackups(),
  })
}
