/** The periods that one can choose, and where each begins. Days are YYYY-MM-DD. */

export const PERIODS = [
  ['1M', '1M'],
  ['3M', '3M'],
  ['YTD', 'YTD'],
  ['1Y', '1Y'],
  ['All', 'All'],
] as const
export type Period = (typeof PERIODS)[number][0]

export const isPeriod = (text: string | null): text is Period => PERIODS.some(([name]) => name === text)

/** The day at whose close a period up to today begins; null for all of it. */
export function startOf(period: Period, today: string): string | null {
  if (period === 'All') return null
  if (period === 'YTD') return `${Number(today.slice(0, 4)) - 1}-12-31`
  return monthsBefore(today, { '1M': 1, '3M': 3, '1Y': 12 }[period])
}

/** The same day so many months before; the month's last where it has no such day. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10)
}
