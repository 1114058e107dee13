import { useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { useEvent, useTopic } from '@/lib/realtime'

type Schemas = components['schemas']
export type NetWorth = Schemas['NetWorthOut']
export type Point = Schemas['NetWorthOut.NetWorthPointOut']

const netWorthKey = ['net-worth'] as const

/** A year of net worth; its last day moves with each transaction and each price. */
export function useNetWorth() {
  const cache = useQueryClient()
  useTopic('networth')
  useEvent('net_worth.valued', ({ on, value, value_decimal, parts, missing }) => {
    cache.setQueryData<NetWorth>(netWorthKey, (known) => {
      if (!known) return known
      const point = { on, value, value_decimal, parts }
      const isKnown = known.points.at(-1)?.on === on
      return {
        ...known,
        points: [...(isKnown ? known.points.slice(0, -1) : known.points), point],
        missing: missing,
      }
    })
  })
  return useQuery({
    queryKey: netWorthKey,
    queryFn: ({ signal }) => request<NetWorth>('/api/net-worth', { signal }),
  })
}
