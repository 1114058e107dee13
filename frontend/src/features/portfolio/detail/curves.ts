/** A portfolio's curves by day: its value, its return, and how far it was below its best day. */
import type { TimePoint, TimeSeries } from '@/components/charts/timeAxis'
import { money } from '@/lib/format'
import type { Performance } from '../shared/api'

export const KINDS = [
  ['value', 'Value'],
  ['twr', 'Return'],
  ['drawdown', 'Drawdown'],
] as const
export type Kind = (typeof KINDS)[number][0]

export const TITLES: Record<Kind, string> = {
  value: 'Value by day',
  twr: 'Time-weighted return by day',
  drawdown: 'Below the best day so far',
}
const UNKNOWN = { value: null, text: 'not known' }

/** benchmark: its symbol, where the return stands beside one. */
export function seriesOf(performance: Performance, kind: Kind, locale: string, benchmark: string | null): TimeSeries[] {
  const { series, currency } = performance
  if (kind === 'value') return [{ id: kind, label: 'Value', points: series.map((day) => worth(day, currency, locale)) }]
  const returns = series.map(({ on, twr }) => rate(on, twr))
  if (kind === 'drawdown') return [{ id: kind, label: 'Drawdown', kind: 'area', points: drawdowns(returns) }]
  const beside = series.map(({ on, benchmark: value }) => rate(on, value))
  return [
    { id: kind, label: 'Return', points: returns },
    ...(benchmark ? [{ id: 'benchmark', label: benchmark, points: beside }] : []),
  ]
}

const worth = ({ on, value }: Performance['series'][number], currency: string, locale: string): TimePoint => ({
  at: on,
  ...(value === null ? UNKNOWN : { value: Number(value), text: money(value, currency, locale) }),
})

const rate = (on: string, value: number | null): TimePoint => ({ at: on, ...(value === null ? UNKNOWN : { value }) })

/** From the best value so far, the beginning included: a portfolio that only fell is below its start. */
export function drawdowns(returns: readonly TimePoint[]): TimePoint[] {
  let best = 1
  return returns.map(({ at, value }) => {
    if (value === null) return { at, ...UNKNOWN }
    best = Math.max(best, 1 + value)
    return { at, value: (1 + value) / best - 1 }
  })
}
