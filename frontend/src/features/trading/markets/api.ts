import { useQuery } from '@tanstack/react-query'
import { instrumentKey, MINUTE_MS, requestKnown, useRefresh } from '../shared/api'
import { asSignals, type Prediction, type Signal } from './forecast'

/** What is predicted changes with the hour. */
const LIVE_MS = 5 * MINUTE_MS

export const usePredictions = (symbol: string) => {
  const refetchInterval = useRefresh(LIVE_MS)
  return useQuery({
    queryKey: [...instrumentKey(symbol), 'predictions'],
    queryFn: async ({ signal }) =>
      (await requestKnown<Prediction[]>(`/api/user/instruments/${symbol}/predictions`, signal)) ?? [],
    refetchInterval,
  })
}

export const useSignals = (symbol: string) => {
  const refetchInterval = useRefresh(LIVE_MS)
  return useQuery({
    queryKey: [...instrumentKey(symbol), 'signals'],
    queryFn: async ({ signal }) =>
      asSignals(await requestKnown<Signal & { signals?: Signal[] }>(`/api/user/instruments/${symbol}/signals`, signal)),
    refetchInterval,
  })
}
