/** Ranges of a chart, and which timeframes suit them. */
import { lengthOf, TIMEFRAMES, type Timeframe } from '@/components/charts/candles'

export const RANGES = ['1D', '7D', '1M', '3M'] as const
export type Range = (typeof RANGES)[number]
const DAYS: Record<Range, number> = { '1D': 1, '7D': 7, '1M': 30, '3M': 90 }
const DAY_MS = 86_400_000

/** Bars that are asked for at a time. */
export const PAGE_BARS = 1_500
const MIN_BARS = 20
const GOOD_BARS = 180
/** Shown where no range is chosen. */
export const USUAL_BARS = 150
export const FIRST: View = { frame: '1h', range: '7D' }

export interface View {
  frame: Timeframe
  /** null where the person chose a timeframe that suits none. */
  range: Range | null
}

export const barsOf = (range: Range, frame: Timeframe): number => Math.round((DAYS[range] * DAY_MS) / lengthOf(frame))

const fits = (range: Range, frame: Timeframe) => {
  const bars = barsOf(range, frame)
  return bars >= MIN_BARS && bars <= PAGE_BARS
}

/** The timeframes that an instrument has: none shorter than what is stored of it. */
export function framesOf(interval: string): readonly Timeframe[] {
  const first = TIMEFRAMES.findIndex((frame) => frame === interval)
  return TIMEFRAMES.slice(Math.max(0, first))
}

/** A range was chosen: the timeframe stays where it suits; else the one with the best number of bars. */
export function withRange({ frame }: View, range: Range, frames: readonly Timeframe[]): View {
  if (fits(range, frame)) return { frame, range }
  const distance = (each: Timeframe) => Math.abs(Math.log(barsOf(range, each) / GOOD_BARS))
  return { frame: frames.toSorted((a, b) => distance(a) - distance(b))[0] ?? frame, range }
}

/** A timeframe was chosen: the range stays where it suits. */
export const withFrame = ({ range }: View, frame: Timeframe): View => ({
  frame,
  range: range !== null && fits(range, frame) ? range : null,
})

/** The view that an address names; what it does not name, or wrongly, is as at first. */
export function viewOf(params: URLSearchParams, frames: readonly Timeframe[]): View {
  const frame = frames.find((each) => each === params.get('frame'))
  const range = RANGES.find((each) => each === params.get('range'))
  if (frame) return { frame, range: range && fits(range, frame) ? range : null }
  return withRange({ ...FIRST, frame: frames.find((each) => each === FIRST.frame) ?? '1D' }, range ?? '7D', frames)
}

export const barsShown = ({ frame, range }: View): number => (range === null ? USUAL_BARS : barsOf(range, frame))
