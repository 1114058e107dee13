import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { DataTable, type Column } from '@/components/data-table'
import { moment, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ChartFrame } from './ChartFrame'
import { CandleCanvas, type CandleWords } from './CandleCanvas'
import { isByDay, placeOf, type Candle, type Fan, type Timeframe } from './candles'
import { useColours } from './useColours'

interface Props {
  title: string
  frame: Timeframe
  /** Oldest first. */
  candles: readonly Candle[]
  fan: Fan | null
  /** How many bars are shown at first, and anew when it changes. */
  bars: number
  format: (value: number) => string
  /** The smallest difference that `format` shows. */
  step: number
  volume: (value: number) => string
  /** The oldest bars have come into sight. */
  onOldest: () => void
  /** What stands beside the figures of the cursor. */
  children?: ReactNode
}
const HEIGHT = 'h-72 sm:h-96 lg:h-[28rem]'
const FAN_COLOUR = '--chart-2'

/** Candles over time with their volumes and a forecast ahead, a cursor for all hands, and a table of the same. */
export default function CandleChart(props: Props) {
  const { title, frame, candles, format, volume, children } = props
  const [pointed, setPointed] = useState<string | null>(null)
  const words = useWords(frame, format)
  const { element, point } = useCanvas(props, words, (place) => {
    setPointed(place === null ? null : (candles[place]?.timestamp ?? null))
  })
  // By its moment: older bars that come in move every place.
  const at = pointed === null ? -1 : candles.findLastIndex(({ timestamp }) => timestamp === pointed)
  const onPlace = (place: number | null) => {
    setPointed(place === null ? null : (candles[place]?.timestamp ?? null))
    point(place)
  }
  return (
    <ChartFrame
      title={title}
      element={element}
      size={{ className: HEIGHT }}
      at={at < 0 ? null : at}
      count={candles.length}
      onPlace={onPlace}
      legend={<Legend candles={candles} at={at < 0 ? candles.length - 1 : at} {...{ words, volume }} />}
      tools={children}
      table={<Table {...{ title, candles, words, volume }} />}
    />
  )
}

/** Days are the same everywhere; moments are told in the person's own time zone. */
function useWords(frame: Timeframe, price: (value: number) => string): CandleWords {
  const { locale, timeZone } = useLocale()
  return useMemo(() => {
    const zone = { locale, timeZone: isByDay(frame) ? 'UTC' : timeZone }
    const styled = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone.timeZone })
      return (at: string) => format.format(new Date(at))
    }
    return {
      price,
      moment: (at) => moment(at, zone, isByDay(frame) ? 'dayOfYear' : 'full'),
      year: styled({ year: 'numeric' }),
      month: styled({ month: 'short' }),
      day: styled({ day: 'numeric', month: 'short' }),
      clock: styled({ hour: '2-digit', minute: '2-digit' }),
    }
  }, [locale, timeZone, frame, price])
}

/** The drawing within its frame, kept up with what is to be shown. */
function useCanvas(props: Props, words: CandleWords, onPoint: (place: number | null) => void) {
  const { frame, candles, fan, bars, step, onOldest } = props
  const element = useRef<HTMLDivElement>(null)
  const canvas = useRef<CandleCanvas | null>(null)
  const hearers = useRef({ onPoint, onOldest })
  const colours = useColours()
  const { locale } = useLocale()
  useEffect(() => {
    hearers.current = { onPoint, onOldest }
  })
  useEffect(() => {
    if (!element.current) return
    const made = new CandleCanvas(element.current, {
      onPoint: (place) => {
        hearers.current.onPoint(place)
      },
      onOldest: () => {
        hearers.current.onOldest()
      },
    })
    canvas.current = made
    return () => {
      canvas.current = null
      made.remove()
    }
  }, [])
  useEffect(() => {
    canvas.current?.setLook({ colours, locale, words, step })
  }, [colours, locale, words, step])
  useEffect(() => {
    canvas.current?.setCandles(candles)
    canvas.current?.setFan(fan, frame, colours[FAN_COLOUR])
  }, [candles, fan, frame, colours])
  useView(canvas, props, `${frame} ${bars}`)
  return {
    element,
    point: (place: number | null) => {
      canvas.current?.point(place)
    },
  }
}

/** Show the last bars once they are there, and anew for another view; what a person scrolled to stays otherwise. */
function useView(canvas: { current: CandleCanvas | null }, { candles, fan, frame, bars }: Props, view: string) {
  const shown = useRef('')
  useEffect(() => {
    // A forecast that comes later than the bars gets its room, too.
    const name = `${view} ${fan ? 'with a forecast' : ''}`
    if (candles.length === 0 || shown.current === name) return
    shown.current = name
    const ahead = Math.max(...(fan?.points ?? []).map(({ at }) => placeOf(candles, frame, Date.parse(at))), 0)
    canvas.current?.show(bars, ahead)
  }, [canvas, candles, fan, frame, bars, view])
}

interface Told {
  candles: readonly Candle[]
  words: CandleWords
  volume: (value: number) => string
}

/** The bar at the cursor, or the last one while there is no cursor. */
function Legend({ candles, at, words, volume }: Told & { at: number }) {
  const { locale } = useLocale()
  const bar = candles[at]
  const before = candles[at - 1]
  const parts: [string, string][] = bar
    ? [
        ['Open', words.price(bar.open)],
        ['High', words.price(bar.high)],
        ['Low', words.price(bar.low)],
        ['Close', words.price(bar.close)],
        ['Volume', volume(bar.volume)],
      ]
    : []
  const change = bar && before?.close ? bar.close / before.close - 1 : null
  return (
    <figcaption aria-live="polite" className="min-h-11 text-sm">
      <p className="text-xs text-soft">{bar ? words.moment(bar.timestamp) : 'No data yet'}</p>
      <ul className="mt-0.5 flex flex-wrap gap-x-3 gap-y-1">
        {parts.map(([label, value]) => (
          <li key={label} className="flex items-center gap-1">
            <span className="text-soft">{label}</span>
            <span className="money font-medium">{value}</span>
          </li>
        ))}
        {change !== null && (
          <li className={`money font-medium ${change < 0 ? 'text-bad' : 'text-good'}`}>{percent(change, locale)}</li>
        )}
      </ul>
    </figcaption>
  )
}

/** The same figures as rows, the newest first. */
function Table({ title, candles, words, volume }: Told & { title: string }) {
  const price = (id: 'open' | 'high' | 'low' | 'close', head: string, from?: 'md'): Column<Candle> => ({
    id,
    head,
    cell: (bar) => <span className="money">{words.price(bar[id])}</span>,
    width: 'minmax(0,1fr)',
    right: true,
    ...(from ? { from } : {}),
  })
  const columns: Column<Candle>[] = [
    { id: 'at', head: 'Begins', cell: (bar) => words.moment(bar.timestamp), width: 'minmax(0,1.4fr)' },
    price('open', 'Open', 'md'),
    price('high', 'High'),
    price('low', 'Low'),
    price('close', 'Close'),
    {
      id: 'volume',
      head: 'Volume',
      cell: (bar) => <span className="money">{volume(bar.volume)}</span>,
      width: 'minmax(0,1fr)',
      right: true,
      from: 'md',
    },
  ]
  return (
    <DataTable
      label={title}
      columns={columns}
      rows={candles.toReversed()}
      keyOf={({ timestamp }) => timestamp}
      rowPx={41}
      empty={null}
      phoneHead
      className="max-h-72"
    />
  )
}
