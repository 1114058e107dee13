import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { lengthOf, withNewer, withPrice, type Candle, type Timeframe } from '@/components/charts/candles'
import { query, request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { useEvent, useTopic } from '@/lib/realtime'
import { instrumentKey, useRefresh } from '../shared/api'
import { PAGE_BARS } from './ranges'

type Chart = components['schemas']['ChartOut']
type Pages = InfiniteData<Chart, string | null>
/** The last bar may have been corrected, and the one before it closed since. */
const OVERLAP_BARS = 2

export interface Tick {
  at: string
  price: number
  /** Since the close of the day before, as a fraction. */
  change: number | null
  heardAt: number
}

/** An instrument's bars of a timeframe: older ones by `onOldest`, the newest kept current by pushes, or each minute. */
export function useCandles(symbol: string, frame: Timeframe) {
  const key = [...instrumentKey(symbol), 'candles', frame] as const
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(symbol, frame, PAGE_BARS, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ candles, candle_count }) =>
      candle_count < PAGE_BARS ? null : (candles[0]?.timestamp ?? null),
    // Bars that have closed stay as they are; the newest are kept current by themselves.
    staleTime: Infinity,
  })
  const newestAt = useNewest(symbol, frame, key, pages.isSuccess)
  const tick = useTick(symbol)
  const bars = useMemo(() => (pages.data?.pages ?? []).toReversed().flatMap(({ candles }) => candles), [pages.data])
  const candles = useMemo<readonly Candle[]>(
    () => (tick && tick.heardAt > newestAt ? withPrice(bars, frame, tick) : bars),
    [bars, frame, tick, newestAt],
  )
  return {
    candles,
    tick,
    isPending: pages.isPending,
    error: pages.error,
    refetch: pages.refetch,
    onOldest: () => {
      if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
    },
  }
}

const ask = (symbol: string, frame: Timeframe, limit: number, before: string | null, signal: AbortSignal) =>
  request<Chart>(`/api/instruments/${symbol}/data/${frame}${query({ limit, before })}`, { signal })

/** Keep the newest bars current; return when they were last asked for. */
function useNewest(symbol: string, frame: Timeframe, key: readonly unknown[], enabled: boolean): number {
  const cache = useQueryClient()
  const newest = useQuery({
    queryKey: [...key, 'newest'],
    enabled,
    queryFn: async ({ signal }) => {
      const last = cache.getQueryData<Pages>(key)?.pages[0]?.candles.at(-1)
      const { candles } = await ask(symbol, frame, missed(last, frame, Date.now()), null, signal)
      cache.setQueryData<Pages>(key, (before) => before && joined(before, candles))
      return candles.length
    },
    refetchInterval: useRefresh(),
  })
  const hear = (closed: { symbol: string }[]) => {
    if (closed.some((each) => each.symbol === symbol)) void newest.refetch()
  }
  useEvent('candle.closed', (closed) => {
    hear([closed])
  })
  useEvent('candles.closed', hear)
  return newest.dataUpdatedAt
}

/** How many bars to ask for, so that no hole is left behind the last one that is known. */
export function missed(last: Candle | undefined, frame: Timeframe, now: number): number {
  if (!last) return PAGE_BARS
  const since = Math.max(0, Math.ceil((now - Date.parse(last.timestamp)) / lengthOf(frame)))
  return Math.min(PAGE_BARS, since + OVERLAP_BARS)
}

function joined(before: Pages, newer: Chart['candles']): Pages {
  const [first, ...others] = before.pages
  if (!first) return before
  const candles = withNewer(first.candles, newer) as Chart['candles']
  return { ...before, pages: [{ ...first, candles }, ...others] }
}

/** The newest price that was pushed since the instrument is shown. */
function useTick(symbol: string): Tick | null {
  const [tick, setTick] = useState<(Tick & { symbol: string }) | null>(null)
  useTopic(`market:${symbol}`)
  useEvent('price.tick', (told) => {
    const price = Number(told.price)
    if (told.symbol === symbol && Number.isFinite(price))
      setTick({ symbol, at: told.at, price, change: told.change, heardAt: Date.now() })
  })
  return tick?.symbol === symbol ? tick : null
}
