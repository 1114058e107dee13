import {
  AreaSeries,
  createChart,
  createSeriesMarkers,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { ChartCursor } from './ChartCursor'
import { LAYOUT } from './layout'
import type { TimeMarker, TimeSeries } from './timeAxis'
import { SERIES_COLOURS, type Colours } from './useColours'

const DAY_LENGTH = 10
const NONE = 'transparent'
const timeOf = (at: string): Time => (at.length === DAY_LENGTH ? at : ((Date.parse(at) / 1000) as UTCTimestamp))

export interface Look {
  colours: Colours
  locale: string
  format: (value: number) => string
  /** A place of the axis in words. */
  formatTime: (at: string) => string
}

type Drawn = ISeriesApi<'Line'> | ISeriesApi<'Area'>

/** The drawing of series over time on a canvas; it knows nothing of React. */
export class TimeCanvas {
  private readonly chart: IChartApi
  private readonly cursor: ChartCursor
  private drawn: { series: TimeSeries; api: Drawn }[] = []
  private markers: ISeriesMarkersPluginApi<Time> | null = null
  private axis: readonly string[] = []
  private placeOf = new Map<string, number>()

  /** onPoint: the place of the axis that the mouse or a finger points at, null for none. */
  constructor(element: HTMLElement, onPoint: (place: number | null) => void) {
    this.chart = createChart(element, {
      autoSize: true,
      layout: { ...LAYOUT, fontFamily: getComputedStyle(element).fontFamily },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, fixLeftEdge: true, fixRightEdge: true },
      // The wheel and a finger that moves up or down scroll the page.
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
      crosshair: { horzLine: { visible: false, labelVisible: false } },
    })
    const put = (at: string) => {
      this.put(at)
    }
    this.cursor = new ChartCursor(this.chart, put, (place) => {
      onPoint(place !== null && this.axis[place] !== undefined ? place : null)
    })
  }

  setLook({ colours, locale, format, formatTime }: Look): void {
    this.chart.applyOptions({
      layout: { textColor: colours['--soft'] },
      grid: { vertLines: { visible: false }, horzLines: { color: colours['--line'] } },
      crosshair: { vertLine: { color: colours['--soft'], labelBackgroundColor: colours['--ink'] } },
      localization: {
        locale,
        priceFormatter: format,
        timeFormatter: (time: Time) => formatTime(this.momentOf(time)),
      },
    })
  }

  /**
   * axis: every moment of all series. Colours are given out in the order of the series.
   * step: the smallest difference between two labels of the figures' axis.
   */
  setSeries(series: readonly TimeSeries[], axis: readonly string[], colours: Colours, step: number): void {
    for (const { api } of this.drawn) this.chart.removeSeries(api)
    this.markers = null
    this.axis = axis
    this.placeOf = new Map(axis.map((at, place) => [at, place]))
    this.drawn = series.map((each, place) => ({ series: each, api: this.draw(each, colourOf(colours, place), step) }))
  }

  /** Marks stand on the first series. */
  setMarkers(markers: readonly TimeMarker[], colours: Colours): void {
    const first = this.drawn[0]?.api
    if (!first) return
    const tones = { good: colours['--good'], bad: colours['--bad'], calm: colours['--soft'] }
    this.markers ??= createSeriesMarkers<Time>(first, [])
    this.markers.setMarkers(
      markers
        .filter(({ at }) => this.placeOf.has(at))
        .map(({ at, label, tone = 'calm' }) => ({
          time: timeOf(at),
          text: label,
          color: tones[tone],
          position: tone === 'bad' ? ('aboveBar' as const) : ('belowBar' as const),
          shape: tone === 'good' ? ('arrowUp' as const) : tone === 'bad' ? ('arrowDown' as const) : ('circle' as const),
        })),
    )
  }

  /** Show the axis from one place to another, both included. */
  show(from: number, to: number): void {
    this.chart.timeScale().setVisibleLogicalRange({ from, to })
  }

  /** Put the cursor at a place of the axis; null takes it away. */
  point(place: number | null): void {
    this.cursor.hold(place === null ? null : (this.axis[place] ?? null))
  }

  remove(): void {
    this.chart.remove()
  }

  /** Where no series has a figure there is nothing to stand on. */
  private put(at: string): void {
    for (const { series, api } of this.drawn) {
      const value = series.points.find((point) => point.at === at)?.value ?? null
      if (value === null) continue
      this.chart.setCrosshairPosition(value, timeOf(at), api)
      return
    }
    this.chart.clearCrosshairPosition()
  }

  private draw({ kind = 'line', points }: TimeSeries, colour: string, step: number): Drawn {
    const common = {
      lineWidth: 2,
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerBackgroundColor: colour,
      priceFormat: { type: 'price', minMove: step },
    } as const
    const isArea = kind === 'area'
    const api: Drawn = isArea
      ? this.chart.addSeries(AreaSeries, {
          ...common,
          lineColor: colour,
          topColor: `${colour}40`,
          bottomColor: `${colour}05`,
        })
      : this.chart.addSeries(LineSeries, { ...common, color: colour })
    // A line would lead over a gap: what leads away from the last point before one is not seen.
    const hidden = isArea ? { lineColor: NONE, topColor: NONE, bottomColor: NONE } : { color: NONE }
    api.setData(
      points.map(({ at, value }, place) => {
        if (value === null) return { time: timeOf(at) }
        return { time: timeOf(at), value, ...(points[place + 1]?.value === null ? hidden : {}) }
      }),
    )
    return api
  }

  private momentOf(time: Time): string {
    if (typeof time === 'string') return time
    if (typeof time === 'number') return new Date(time * 1000).toISOString()
    const two = (number: number) => String(number).padStart(2, '0')
    return `${time.year}-${two(time.month)}-${two(time.day)}`
  }
}

export const colourOf = (colours: Colours, place: number): string =>
  colours[SERIES_COLOURS[place % SERIES_COLOURS.length] ?? '--chart-1']
