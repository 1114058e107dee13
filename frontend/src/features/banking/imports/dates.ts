import type { UserLocale } from '@/lib/format'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment's day with its year: a statement may be of any. */
export function dayWordsOf(iso: string, { locale, timeZone }: UserLocale): string {
  const key = `${locale}|${timeZone}`
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  formats.set(key, found)
  return found.format(new Date(iso))
}

/** A civil day, which is the same everywhere. */
export const civilDayWords = (date: string, locale: string) =>
  dayWordsOf(`${date}T12:00:00Z`, { locale, timeZone: 'UTC' })

/** The day of a row: the file's own where it gives one. */
export const dayOfRow = (row: { booked_on?: string | null; occurred_at: string | null }, userLocale: UserLocale) =>
  row.booked_on
    ? civilDayWords(row.booked_on, userLocale.locale)
    : row.occurred_at && dayWordsOf(row.occurred_at, userLocale)
