import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  TickMarkType,
  type IChartApi,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { commonStart, placeOf, type Candle, type Fan, type Timeframe } from './candles'
import { ChartCursor } from './ChartCursor'
import { ForecastFan } from './ForecastFan'
import { LAYOUT } from './layout'
import type { Colours } from './useColours'

const timeOf = (bar: Candle) => (Date.parse(bar.timestamp) / 1000) as UTCTimestamp
const momentOf = (time: Time): string => new Date(Number(time) * 1000).toISOString()
/** Bars left of what is in sight, below which older ones are asked for. */
const MARGIN_BARS = 40
/** Kept free beside the last bar, and at most for a forecast, as a share of the bars in sight. */
const ROOM_BARS = 3
const MAX_ROOM_SHARE = 0.35
/** More changed bars than these are all drawn anew. */
const MAX_UPDATES = 5
const VOLUME_ALPHA = '55'

/** Marks on the axis of time, and moments, in words. */
export interface CandleWords {
  price: (value: number) => string
  moment: (at: string) => string
  year: (at: string) => string
  month: (at: string) => string
  day: (at: string) => string
  clock: (at: string) => string
}
export interface CandleLook {
  colours: Colours
  locale: string
  words: CandleWords
  step: number
}
interface Hearers {
  /** The place of the bar that the mouse or a finger points at, null for none. */
  onPoint: (place: number | null) => void
  /** The oldest bars come into sight. */
  onOldest: () => void
}

/** The drawing of candles, their volumes and a forecast on a canvas; it knows nothing of React. */
export class CandleCanvas {
  private readonly chart: IChartApi
  private readonly cursor: ChartCursor
  private readonly prices: ISeriesApi<'Candlestick'>
  private readonly volumes: ISeriesApi<'Histogram'>
  private readonly fan = new ForecastFan()
  private readonly font: string
  private candles: readonly Candle[] = []
  private colours: Colours | null = null

  constructor(element: HTMLElement, { onPoint, onOldest }: Hearers) {
    this.font = getComputedStyle(element).fontFamily
    this.chart = createChart(element, {
      autoSize: true,
      layout: { ...LAYOUT, fontFamily: this.font },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.22 } },
      timeScale: { borderVisible: false, fixLeftEdge: true, timeVisible: true, minBarSpacing: 0.2 },
      // The wheel's usual direction and a finger that moves up or down scroll the page.
      handleScroll: { vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    })
    this.prices = this.chart.addSeries(CandlestickSeries, { priceLineVisible: true, borderVisible: false })
    this.volumes = this.chart.addSeries(HistogramSeries, {
      priceScaleId: '',
      priceFormat: { type: 'volume' },
      priceLineVisible: false,
      lastValueVisible: false,
    })
    this.volumes.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
    this.prices.attachPrimitive(this.fan)
    const put = (at: string) => {
      this.put(at)
    }
    this.cursor = new ChartCursor(this.chart, put, (place) => {
      onPoint(place !== null && this.candles[place] ? place : null)
    })
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range && this.candles.length > 0 && range.from < MARGIN_BARS) onOldest()
    })
  }

  setLook({ colours, locale, words, step }: CandleLook): void {
    this.colours = colours
    const up = colours['--good']
    const down = colours['--bad']
    this.chart.applyOptions({
      layout: { textColor: colours['--soft'] },
      grid: { vertLines: { visible: false }, horzLines: { color: colours['--line'] } },
      crosshair: {
        vertLine: { color: colours['--soft'], labelBackgroundColor: colours['--ink'] },
        horzLine: { color: colours['--soft'], labelBackgroundColor: colours['--ink'] },
      },
      localization: { locale, timeFormatter: (time: Time) => words.moment(momentOf(time)) },
      timeScale: { tickMarkFormatter: (time: Time, type: TickMarkType) => markOf(words, momentOf(time), type) },
    })
    this.prices.applyOptions({
      upColor: up,
      wickUpColor: up,
      downColor: down,
      wickDownColor: down,
      priceFormat: { type: 'custom', formatter: words.price, minMove: step },
    })
    this.volumes.setData(this.candles.map((bar) => this.volumeOf(bar)))
  }

  /** The bars, oldest first; where only the newest have changed, only these are drawn anew. */
  setCandles(candles: readonly Candle[]): void {
    const same = commonStart(this.candles, candles)
    const isFurther = same > 0 && candles.length >= this.candles.length && same >= this.candles.length - 1
    this.candles = candles
    if (isFurther && candles.length - same <= MAX_UPDATES) {
      for (const bar of candles.slice(same)) {
        this.prices.update(priceOf(bar))
        this.volumes.update(this.volumeOf(bar))
      }
      return
    }
    this.prices.setData(candles.map(priceOf))
    this.volumes.setData(candles.map((bar) => this.volumeOf(bar)))
  }

  setFan(fan: Fan | null, frame: Timeframe, colour: string): void {
    const place = (at: string) => placeOf(this.candles, frame, Date.parse(at))
    const placed = fan && {
      place: place(fan.from),
      price: fan.price,
      points: fan.points.map((point) => ({ ...point, place: place(point.at) })),
    }
    this.fan.set(placed, colour, this.font)
  }

  /** Show the last bars, with room beside them up to a place. */
  show(bars: number, upTo: number): void {
    const last = this.candles.length - 1
    const room = Math.min(Math.max(ROOM_BARS, upTo - last + 1), Math.max(ROOM_BARS, bars * MAX_ROOM_SHARE))
    this.chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, last - bars + 1), to: last + room })
  }

  /** Put the cursor on a bar, and the bar in sight; null takes the cursor away. */
  point(place: number | null): void {
    const scale = this.chart.timeScale()
    const range = scale.getVisibleLogicalRange()
    if (place !== null && range && (place < range.from || place > range.to)) {
      const half = (range.to - range.from) / 2
      scale.setVisibleLogicalRange({ from: place - half, to: place + half })
    }
    this.cursor.hold(place === null ? null : (this.candles[place]?.timestamp ?? null))
  }

  remove(): void {
    this.chart.remove()
  }

  private put(at: string): void {
    const bar = this.candles.findLast(({ timestamp }) => timestamp === at)
    if (bar) this.chart.setCrosshairPosition(bar.close, timeOf(bar), this.prices)
    else this.chart.clearCrosshairPosition()
  }

  private volumeOf(bar: Candle) {
    const colour = this.colours?.[bar.close >= bar.open ? '--good' : '--bad'] ?? '#888888'
    return { time: timeOf(bar), value: bar.volume, color: `${colour}${VOLUME_ALPHA}` }
  }
}

const priceOf = (bar: Candle) => ({
  time: timeOf(bar),
  open: bar.open,
  high: bar.high,
  low: bar.low,
  close: bar.close,
})

function markOf(words: CandleWords, at: string, type: TickMarkType): string {
  if (type === TickMarkType.Year) return words.year(at)
  if (type === TickMarkType.Month) return words.month(at)
  return type === TickMarkType.DayOfMonth ? words.day(at) : words.clock(at)
}
