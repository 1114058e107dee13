/** This month beside the last one, day by day: what was spent up to each day of either. */
import type { components } from '@/lib/api/schema'

export type CashFlow = components['schemas']['CashFlowOut']
export type MonthFlow = CashFlow['months'][number]

/** What was spent since a month began, by its days, in minor units: the last one is of `until`. */
export function spentUpTo(days: CashFlow['days'], month: string, until: number): number[] {
  const byDay = new Map(days.map(({ date, outgoing }) => [date, outgoing.amount]))
  let sum = 0
  return Array.from({ length: until }, (_, place) => {
    sum += byDay.get(`${month}-${String(place + 1).padStart(2, '0')}`) ?? 0
    return sum
  })
}

/** How many days a month has: '2026-02' has 28. */
export function daysOf(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}

/** The month before another: '2025-12' before '2026-01'. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7)
}

/** What a series of one month is at each day of another: a day that it lacks has what its last day has. */
export const stretched = (sums: number[], length: number): number[] =>
  Array.from(
    { length },
    (_, place) => (place === length - 1 ? sums.at(-1) : sums[Math.min(place, sums.length - 1)]) ?? 0,
  )
