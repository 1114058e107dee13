import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { BankConnection, Provider } from '@/lib/api/types'

export const connectionsQuery = queryOptions({
  queryKey: ['connections'] as const,
  queryFn: ({ signal }) => request<{ items: BankConnection[] }>('/api/connectors/connections', { signal }),
})
export const connectionsKey = connectionsQuery.queryKey

export const providersQuery = queryOptions({
  queryKey: ['providers'] as const,
  queryFn: ({ signal }) => request<{ items: Provider[] }>('/api/connectors', { signal }),
})

/** The user's banks, id to name. */
export function useConnectionNames(enabled = true): Record<string, string> {
  const { data } = useQuery({ ...connectionsQuery, enabled, staleTime: 60_000 })
  return Object.fromEntries((data?.items ?? []).map(({ id, name }) => [String(id), name]))
}
