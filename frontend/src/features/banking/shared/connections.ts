import { useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

type Connection = components['schemas']['ConnectionsOut.ConnectionOut']

/** The user's banks, id to name. */
export function useConnectionNames(enabled = true): Record<string, string> {
  const { data } = useQuery({
    queryKey: ['connections', 'names'],
    enabled,
    queryFn: ({ signal }) => request<{ items: Connection[] }>('/api/connectors/connections', { signal }),
    staleTime: 60_000,
  })
  return Object.fromEntries((data?.items ?? []).map(({ id, name }) => [String(id), name]))
}
