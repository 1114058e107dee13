import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, type ReactNode } from 'react'
import { request } from '@/lib/api/client'
import type { User } from '@/lib/api/types'
import type { UserLocale } from '@/lib/format'

export const profileKey = ['profile'] as const
const Current = createContext<User | null>(null)

export const useProfile = () =>
  useQuery({ queryKey: profileKey, queryFn: ({ signal }) => request<User>('/api/auth/profile', { signal }) })

export const UserProvider = ({ user, children }: { user: User; children: ReactNode }) => (
  <Current value={user}>{children}</Current>
)

export function useUser(): User {
  const user = useContext(Current)
  if (!user) throw new Error('useUser needs a signed-in page above it')
  return user
}

export function useLocale(): UserLocale {
  const { locale, time_zone } = useUser()
  return { locale, timeZone: time_zone }
}

export function useSetUser(): (user: User) => void {
  const cache = useQueryClient()
  return (user) => cache.setQueryData(profileKey, user)
}
