import { useQuery } from '@tanstack/react-query'
import { request } from '@/lib/api/client'
import { ApiError } from '@/lib/api/errors'
import type { components } from '@/lib/api/schema'
import { useConnection } from '@/lib/realtime'

type Schemas = components['schemas']
export type Instrument = Schemas['InstrumentOut']

export const instrumentsKey = ['markets', 'instruments'] as const
export const instrumentKey = (symbol: string) => ['markets', 'instrument', symbol] as const

/** Prices move each minute. */
export const MINUTE_MS = 60_000
/** While there is none, the first one may be in training. */
const NONE_YET_MS = 10_000

/** Ask again each minute while no pushes come. */
export function useRefresh(): number | false {
  return useConnection().status === 'live' ? false : MINUTE_MS
}

/** The instruments that have candles and trained models. */
export const useInstruments = () =>
  useQuery({
    queryKey: instrumentsKey,
    queryFn: ({ signal }) => request<Instrument[]>('/api/instruments', { signal }),
    refetchInterval: ({ state }) => (state.data?.length === 0 ? NONE_YET_MS : MINUTE_MS),
  })

/** Ask for what may not be there yet: null where it is not. */
export async function requestKnown<Answer>(path: string, signal: AbortSignal): Promise<Answer | null> {
  try {
    return await request<Answer>(path, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
