/** The civil day of a transaction, and how a day and a time are said. */
import { moment, type UserLocale } from './format'

/** booked_on: the source's own day; has_time false: it gave a day alone, so that no time is shown. */
export interface Dated {
  occurred_at: string
  booked_on?: string | null | undefined
  has_time?: boolean | null | undefined
}

const days = new Map<string, Intl.DateTimeFormat>()

/** A moment's day in a time zone, as YYYY-MM-DD. */
export function civilDay(iso: string | Date, timeZone: string): string {
  const found = days.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  days.set(timeZone, found)
  return found.format(typeof iso === 'string' ? new Date(iso) : iso)
}

export const dayOf = (row: Dated, timeZone: string) => row.booked_on ?? civilDay(row.occurred_at, timeZone)

/** 'Today', 'Yesterday', 'Wed 25 Nov', and the year where it is another. */
export function dayWords(day: string, { locale, timeZone }: UserLocale, now = new Date()): string {
  const today = civilDay(now, timeZone)
  const yesterday = new Date(`${today}T12:00:00Z`)
  yesterday.setUTCDate(yesterday.getUTCDate() - 1)
  if (day === today) return 'Today'
  if (day === yesterday.toISOString().slice(0, 10)) return 'Yesterday'
  const style = day.slice(0, 4) === today.slice(0, 4) ? 'day' : 'dayOfYear'
  return moment(`${day}T12:00:00Z`, { locale, timeZone: 'UTC' }, style)
}

/** The time of a row where its source gave one; null where it did not. */
export const timeOf = (row: Dated, userLocale: UserLocale): string | null =>
  row.has_time === false ? null : moment(row.occurred_at, userLocale, 'clock')

/** 'Today, 14:05', or the day alone. */
export function whenOf(row: Dated, userLocale: UserLocale): string {
  return [dayWords(dayOf(row, userLocale.timeZone), userLocale), timeOf(row, userLocale)].filter(Boolean).join(', ')
}
