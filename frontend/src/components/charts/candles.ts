/** Candles, free of any drawing: their timeframes, how bars go on, and where a moment is among them. */

export const TIMEFRAMES = ['1m', '5m', '15m', '1h', '4h', '1D', '1W', '1M'] as const
export type Timeframe = (typeof TIMEFRAMES)[number]

export interface Candle {
  /** When it begins, as ISO 8601 in UTC. */
  timestamp: string
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** What is expected at a moment ahead; lower and upper: null where no interval is known. */
export interface FanPoint {
  at: string
  label: string
  value: number
  lower: number | null
  upper: number | null
}
/** A forecast: the price and the moment after which nothing was known, and what is expected, in order of time. */
export interface Fan {
  from: string
  price: number
  points: readonly FanPoint[]
}

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const LENGTHS_MS: Record<Exclude<Timeframe, '1M'>, number> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '4h': 240 * MINUTE_MS,
  '1D': DAY_MS,
  '1W': 7 * DAY_MS,
}
const MEAN_MONTH_MS = (365.25 / 12) * DAY_MS
/** Weeks begin on Monday; 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

/** How long a bar is; a month as long as months are on average. */
export const lengthOf = (frame: Timeframe): number => (frame === '1M' ? MEAN_MONTH_MS : LENGTHS_MS[frame])

/** Whether bars are whole days or longer, which are told by their day in UTC. */
export const isByDay = (frame: Timeframe): boolean => lengthOf(frame) >= DAY_MS

/** When the bar begins that a moment belongs to, both in milliseconds since 1970. */
export function beginningOf(frame: Timeframe, moment: number): number {
  if (frame === '1M') {
    const date = new Date(moment)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  }
  const offset = frame === '1W' ? FIRST_MONDAY_MS : 0
  const length = LENGTHS_MS[frame]
  return Math.floor((moment - offset) / length) * length + offset
}

/** Bars with newer ones, which stand in the place of those they overlap; both oldest first. */
export function withNewer(bars: readonly Candle[], newer: readonly Candle[]): readonly Candle[] {
  const first = newer[0]
  if (!first) return bars
  const kept = bars.findLastIndex(({ timestamp }) => timestamp < first.timestamp) + 1
  return [...bars.slice(0, kept), ...newer]
}

/** Bars as a price that came since then changes them: the last one moves, or the next one begins. */
export function withPrice(
  bars: readonly Candle[],
  frame: Timeframe,
  tick: { at: string; price: number },
): readonly Candle[] {
  const last = bars.at(-1)
  // The price of the very end of a bar is its close, and not the next one's open.
  const begins = beginningOf(frame, Date.parse(tick.at) - 1)
  const { price } = tick
  if (!last || begins < Date.parse(last.timestamp)) return bars
  if (begins === Date.parse(last.timestamp)) {
    const moved = { ...last, close: price, high: Math.max(last.high, price), low: Math.min(last.low, price) }
    return [...bars.slice(0, -1), moved]
  }
  const timestamp = new Date(begins).toISOString().replace('.000Z', 'Z')
  return [...bars, { timestamp, open: price, high: price, low: price, close: price, volume: 0 }]
}

/** Where a moment is among bars, as a place with a fraction; past the last bar it goes on at the same pace. */
export function placeOf(bars: readonly Candle[], frame: Timeframe, moment: number): number {
  const after = bars.findLastIndex(({ timestamp }) => Date.parse(timestamp) <= moment)
  const bar = bars[Math.max(0, after)]
  if (!bar) return 0
  const place = Math.max(0, after) + (moment - Date.parse(bar.timestamp)) / lengthOf(frame)
  // In a hole between two bars there is no place.
  return after < bars.length - 1 ? Math.min(place, after + 1) : place
}

/** How many bars two lists have in common at their beginning: those that need not be drawn anew. */
export function commonStart(before: readonly Candle[], now: readonly Candle[]): number {
  const same = now.findIndex((bar, place) => bar !== before[place])
  return same < 0 ? now.length : same
}

/** The smallest and largest value of a forecast's points up to a place of the axis; null where there are none. */
export function extentOf(points: readonly (FanPoint & { place: number })[], to: number): [number, number] | null {
  const values = points.filter(({ place }) => place <= to).flatMap(({ value, lower, upper }) => [value, lower, upper])
  const known = values.filter((each) => each !== null)
  return known.length ? [Math.min(...known), Math.max(...known)] : null
}
