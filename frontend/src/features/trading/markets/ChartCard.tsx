import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { CandleChart } from '@/components/charts'
import { Choice } from '@/components/Choice'
import { Badge, Card, Empty, Failure, Loading } from '@/components/ui'
import { percent } from '@/lib/format'
import { useConnection } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { useNow } from '@/lib/useNow'
import { MINUTE_MS, type Instrument } from '../shared/api'
import { digitsOf, lookOf, priceText, volumeText } from '../shared/prices'
import { usePredictions } from './api'
import { fanOf, horizonsOf, isCurrent } from './forecast'
import { barsShown, framesOf, RANGES, viewOf, withFrame, withRange, type View } from './ranges'
import { useCandles, type Tick } from './useCandles'

const RANGE_OPTIONS = RANGES.map((range) => [range, range] as const)

/** The chart of an instrument: candles of any timeframe, live, with its forecast ahead. */
export function ChartCard({ instrument }: { instrument: Instrument }) {
  const frames = useMemo(() => framesOf(instrument.data_interval), [instrument.data_interval])
  const [view, setView] = useView(frames)
  const { candles, tick, ...source } = useCandles(instrument.symbol, view.frame)
  return (
    <Card>
      <Head instrument={instrument} tick={tick} />
      <div className="border-b border-line px-4 py-2 sm:px-5">
        <div className="-mx-4 flex flex-wrap gap-2 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:px-0">
          <Choice
            label="Timeframe"
            value={view.frame}
            options={frames.map((frame) => [frame, frame] as const)}
            onChange={(frame) => {
              setView(withFrame(view, frame))
            }}
          />
          <Choice
            label="Range"
            value={view.range ?? ''}
            options={RANGE_OPTIONS}
            onChange={(range) => {
              if (range) setView(withRange(view, range, frames))
            }}
          />
        </div>
      </div>
      <div className="p-4 sm:p-5">
        {candles.length > 0 ? (
          <Chart instrument={instrument} view={view} candles={candles} onOldest={source.onOldest} />
        ) : (
          <Instead {...source} />
        )}
      </div>
    </Card>
  )
}

/** The view lives in the address, so that it can be kept and shared. */
function useView(frames: ReturnType<typeof framesOf>): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams()
  return [
    viewOf(params, frames),
    ({ frame, range }) => {
      setParams({ frame, ...(range === null ? {} : { range }) }, { replace: true })
    },
  ]
}

function Head({ instrument, tick }: { instrument: Instrument; tick: Tick | null }) {
  const { locale } = useLocale()
  const { status } = useConnection()
  const price = tick?.price ?? instrument.current_price
  const change = tick?.change ?? (instrument.change_percent === null ? null : instrument.change_percent / 100)
  return (
    <header className="flex flex-wrap items-center justify-between gap-3 px-4 pt-4 sm:px-5">
      <div>
        <h2 className="text-sm text-soft">
          {instrument.name} <span className="text-xs">{instrument.symbol}</span>
        </h2>
        <p className="mt-0.5 flex flex-wrap items-baseline gap-x-3">
          <span className="money text-2xl font-semibold tracking-tight">
            {price === null ? 'No price yet' : priceText(price, locale)}
          </span>
          {change !== null && (
            <span className={`money text-sm font-medium ${lookOf(change)}`}>
              {percent(change, locale)} today, in UTC
            </span>
          )}
        </p>
      </div>
      <Badge tone={status === 'live' ? 'good' : 'warn'}>{status === 'live' ? 'live' : 'refreshed each minute'}</Badge>
    </header>
  )
}

interface ChartProps {
  instrument: Instrument
  view: View
  candles: ReturnType<typeof useCandles>['candles']
  onOldest: () => void
}

function Chart({ instrument, view, candles, onOldest }: ChartProps) {
  const { locale } = useLocale()
  const digits = digitsOf(instrument.current_price ?? candles.at(-1)?.close ?? 0)
  const words = useMemo(
    () => ({
      price: (value: number) => priceText(value, locale, digits),
      volume: (value: number) => volumeText(value, locale),
    }),
    [locale, digits],
  )
  return (
    <CandleChart
      title={`${instrument.name}, candles of ${view.frame}`}
      frame={view.frame}
      candles={candles}
      fan={useFan(instrument.symbol, candles)}
      bars={barsShown(view)}
      format={words.price}
      volume={words.volume}
      step={10 ** -digits}
      onOldest={onOldest}
    />
  )
}

/** The forecast from the price at which it was made, while it is of use. */
function useFan(symbol: string, candles: ChartProps['candles']) {
  const { data } = usePredictions(symbol)
  const now = useNow(MINUTE_MS)
  const horizons = useMemo(() => horizonsOf(data ?? []), [data])
  const from = horizons[0]?.from
  const start = from && candles.findLast(({ timestamp }) => Date.parse(timestamp) < Date.parse(from))?.close
  const shown = isCurrent(horizons, now)
  return useMemo(() => (shown ? fanOf(horizons, start || undefined) : null), [horizons, start, shown])
}

function Instead({
  isPending,
  error,
  refetch,
}: Pick<ReturnType<typeof useCandles>, 'isPending' | 'error' | 'refetch'>) {
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return isPending ? <Loading rows={8} /> : <Empty title="There are no candles of this timeframe yet" />
}
