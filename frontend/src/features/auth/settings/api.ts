import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { ApiToken, NewApiToken, Page, Session, TwoFactorSetup, User } from '@/lib/api/types'
import { useSetUser } from '@/lib/user'

const post = <Answer>(path: string, body?: unknown) => request<Answer>(path, { method: 'POST', body })
const sessionsKey = ['sessions'] as const
const tokensKey = ['api-tokens'] as const

export type ProfileChanges = Partial<Pick<User, 'base_currency' | 'locale' | 'time_zone'>>

export function useSaveProfile() {
  const setUser = useSetUser()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: ProfileChanges) => request<User>('/api/auth/profile', { method: 'PATCH', body }),
    onSuccess: (user) => {
      setUser(user)
      void cache.invalidateQueries() // sums go by the base currency, days by the time zone
    },
  })
}

export interface PasswordWish {
  current_password: string
  new_password: string
  end_api_tokens: boolean
  otp?: string
}

export function useChangePassword() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: PasswordWish) => post('/api/auth/password', body),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: tokensKey }),
        cache.invalidateQueries({ queryKey: sessionsKey }),
      ]),
  })
}

export const useSessions = () =>
  useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => request<Page<Session>>('/api/auth/sessions?limit=200', { signal }),
  })

export const useTokens = () =>
  useQuery({
    queryKey: tokensKey,
    queryFn: ({ signal }) => request<Page<ApiToken>>('/api/auth/tokens?limit=200', { signal }),
  })

function useRemove(path: string, key: readonly string[]) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request(`${path}/${id}`, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: key }),
  })
}
export const useEndSession = () => useRemove('/api/auth/sessions', sessionsKey)
export const useRevokeToken = () => useRemove('/api/auth/tokens', tokensKey)

export interface TokenWish {
  name: string
  scopes: string[]
  expires_in_days?: number
  /** Unless one signed in within the last minutes. */
  current_password?: string
  otp?: string
}

export function useCreateToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: TokenWish) => post<NewApiToken>('/api/auth/tokens', body),
    onSuccess: () => cache.invalidateQueries({ queryKey: tokensKey }),
  })
}

export const useSetUpTwoFactor = () =>
  useMutation({ mutationFn: (password: string) => post<TwoFactorSetup>('/api/auth/2fa/setup', { password }) })

export const useConfirmTwoFactor = () =>
  useMutation({
    mutationFn: (otp: string) => post<{ recovery_codes: string[] }>('/api/auth/2fa/confirm', { otp }),
  })

export const useDisableTwoFactor = () =>
  useMutation({ mutationFn: (body: { password: string; otp: string }) => post('/api/auth/2fa/disable', body) })
