import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEvent, useTopic } from '@/lib/realtime'
import { instrumentKey, MINUTE_MS, requestKnown, useRefresh } from '../shared/api'
import { asSignals, endsIn, type Prediction, type Signal } from './forecast'

const predictionsKey = (symbol: string) => [...instrumentKey(symbol), 'predictions'] as const
const signalsKey = (symbol: string) => [...instrumentKey(symbol), 'signals'] as const

/** Asked for again when a forecast is pushed, or each minute while no pushes come. */
export const usePredictions = (symbol: string) => {
  const refetchInterval = useRefresh()
  return useQuery({
    queryKey: predictionsKey(symbol),
    queryFn: async ({ signal }) =>
      (await requestKnown<Prediction[]>(`/api/instruments/${symbol}/predictions`, signal)) ?? [],
    refetchInterval,
  })
}

/** The same; and where a signal ends without another one, when it does. */
export const useSignals = (symbol: string) => {
  const often = useRefresh()
  return useQuery({
    queryKey: signalsKey(symbol),
    queryFn: async ({ signal }) =>
      asSignals(await requestKnown<Signal & { signals?: Signal[] }>(`/api/instruments/${symbol}/signals`, signal)),
    refetchInterval: ({ state }) => often || endsIn(state.data ?? [], Date.now(), MINUTE_MS),
  })
}

/** Keep an instrument's forecast and signals current by what is pushed. */
export function useForecastPushes(symbol: string): void {
  const cache = useQueryClient()
  const refetch = (...keys: (readonly string[])[]) => {
    for (const queryKey of keys) void cache.invalidateQueries({ queryKey })
  }
  const hear = (changed: { symbol: string }[]) => {
    if (changed.some((each) => each.symbol === symbol)) refetch(signalsKey(symbol))
  }
  useTopic(`market:${symbol}`)
  useEvent('prediction.made', (made) => {
    // A signal is decided with each forecast: its numbers change, too, where it goes on saying the same.
    if (made.symbol === symbol) refetch(predictionsKey(symbol), signalsKey(symbol))
  })
  useEvent('signal.changed', (changed) => {
    hear([changed])
  })
  useEvent('signals.changed', hear)
}
