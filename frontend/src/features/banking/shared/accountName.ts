import { useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'

/** What an account of one's own is called, by its id; undefined until it is known. */
export function useAccountName(id: number | null | undefined): string | undefined {
  const { data } = useQuery({
    queryKey: ['accounts', id],
    queryFn: ({ signal }) => request<components['schemas']['AccountOut']>(`/api/accounts/${id}`, { signal }),
    enabled: id != null,
    staleTime: 60_000,
  })
  return data?.name
}
