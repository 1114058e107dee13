import { useInfiniteQuery } from '@tanstack/react-query'
import { query, request } from '@/lib/api/client'
import type { Page, SecurityEvent } from '@/lib/api/types'

export interface LogFilters {
  event?: string
  outcome?: string
  user?: string
}

/** One's own log, or for admins everyone's; the same shape by two addresses. */
export const useSecurityLog = (path: string, filters: LogFilters = {}) =>
  useInfiniteQuery({
    queryKey: ['security-log', path, filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<SecurityEvent>>(`${path}${query({ ...filters, cursor: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next_cursor,
  })

export const EVENTS: Record<string, string> = {
  login: 'Sign-in',
  logout: 'Sign-out',
  lockout: 'Sign-in locked',
  register: 'Account created',
  password_change: 'Password changed',
  two_factor_enable: 'Two-factor turned on',
  two_factor_disable: 'Two-factor turned off',
  token_create: 'API token created',
  token_revoke: 'API token revoked',
  session_end: 'Session ended',
  token_reuse: 'Refresh token used twice',
  password_link_use: 'Password set with a link',
  account_role: 'Role changed',
  account_lock: 'Account locked',
  account_unlock: 'Account unlocked',
  account_sessions_end: 'Signed out by an administrator',
  account_link: 'Link to a new password made',
  account_export: 'Account exported',
  account_erase: 'Account erased',
  admin_role: 'Changed a role',
  admin_lock: 'Locked an account',
  admin_unlock: 'Unlocked an account',
  admin_sessions_end: 'Signed somebody out',
  admin_link: 'Made a link to a new password',
  admin_export: 'Exported an account',
  admin_erase: 'Erased an account',
  task_retry: 'Task sent again',
  task_revoke: 'Task taken out',
  backup_start: 'Backup started',
  backup_download: 'Backup downloaded',
}
