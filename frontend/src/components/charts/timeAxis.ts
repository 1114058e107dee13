/** Series over time, free of any drawing: their common axis, spans of it, and what each says at a place. */

export interface TimePoint {
  /** A day, '2026-01-31', or a moment as ISO 8601 in UTC; of one kind throughout a chart. */
  at: string
  /** null where there is none, such as before a first price: the line has a gap there. */
  value: number | null
  /** The exact figure in words, or why there is none; without it the chart's format says it. */
  text?: string
}

export interface TimeSeries {
  id: string
  label: string
  kind?: 'line' | 'area'
  /** In order of time. */
  points: readonly TimePoint[]
}

export interface TimeMarker {
  at: string
  label: string
  tone?: 'good' | 'bad' | 'calm'
}

export const RANGES = ['1M', '3M', 'YTD', '1Y', 'MAX'] as const
export type Range = (typeof RANGES)[number]
const MONTHS: Partial<Record<Range, number>> = { '1M': 1, '3M': 3, '1Y': 12 }

/** Every moment that any series has a point at, in order. */
export function axisOf(series: readonly TimeSeries[]): string[] {
  return [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort()
}

/** The first place of an axis that is within a range; ranges end with the axis. */
export function startOf(range: Range, axis: readonly string[]): number {
  const last = axis.at(-1)
  if (last === undefined || range === 'MAX') return 0
  const from = range === 'YTD' ? `${last.slice(0, 4)}-01-01` : monthsBefore(last, MONTHS[range] ?? 0)
  const found = axis.findIndex((at) => at >= from)
  return Math.max(0, found)
}

/** The same day some months earlier; the 31st becomes a shorter month's last day. */
export function monthsBefore(at: string, months: number): string {
  const [year = 0, month = 1, day = 1] = at.slice(0, 10).split('-').map(Number)
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  const moved = new Date(Date.UTC(year, month - 1 - months, Math.min(day, last)))
  return moved.toISOString().slice(0, 10) + at.slice(10)
}

/** Each series' point at each place of an axis. */
export type Lookup = ReadonlyMap<string, ReadonlyMap<string, TimePoint>>

export const lookupOf = (series: readonly TimeSeries[]): Lookup =>
  new Map(series.map(({ id, points }) => [id, new Map(points.map((point) => [point.at, point]))]))

/** What a series says at a moment, in words. */
export function wordsAt(lookup: Lookup, id: string, at: string, format: (value: number) => string): string {
  const point = lookup.get(id)?.get(at)
  if (point === undefined) return '–'
  return point.text ?? (point.value === null ? '–' : format(point.value))
}
