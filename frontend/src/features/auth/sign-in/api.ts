import { request } from '@/lib/api/client'
import { device } from '@/lib/api/session'
import type { Login, User } from '@/lib/api/types'

export interface Credentials {
  username: string
  password: string
  otp?: string
}
export interface NewAccount {
  username: string
  email: string
  password: string
}

export const signIn = (credentials: Credentials) => {
  const known = device()
  const body = known ? { ...credentials, device: known } : credentials
  return request<Login>('/api/auth/login', { method: 'POST', body, anonymous: true })
}

export const register = (body: NewAccount) =>
  request<User>('/api/auth/register', { method: 'POST', body, anonymous: true })

/** Set a new password with the secret of a link; the answer says whose it is now. */
export const setNewPassword = (body: { secret: string; new_password: string; end_api_tokens: boolean }) =>
  request<{ username: string }>('/api/auth/new-password', { method: 'POST', body, anonymous: true })

/** Start a new account in the browser's own language and time zone. */
export const adoptBrowser = () =>
  request<User>('/api/auth/profile', {
    method: 'PATCH',
    body: { locale: navigator.language, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
  })
