import { count, type UserLocale } from '@/lib/format'
import type { Import } from './types'

export const FORMATS: Record<Import['format'], string> = {
  bt_csv: 'Banca Transilvania CSV',
  csv: 'CSV',
  mt940: 'MT940',
  camt053: 'CAMT.053',
  ofx: 'OFX',
}

export const STATES: Record<Import['state'], { word: string; tone: 'good' | 'warn' | 'bad' | 'calm' }> = {
  preview: { word: 'not imported yet', tone: 'warn' },
  queued: { word: 'waiting', tone: 'warn' },
  running: { word: 'running', tone: 'warn' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'calm' },
  undone: { word: 'undone', tone: 'calm' },
}

const days = new Map<string, Intl.DateTimeFormat>()

/** A row's day with its year: a statement may be of any. */
export function day(iso: string, { locale, timeZone }: UserLocale): string {
  const key = `${locale}|${timeZone}`
  const found = days.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  days.set(key, found)
  return found.format(new Date(iso))
}

/** A civil day, which is the same everywhere. */
export const civil = (date: string, locale: string) => day(`${date}T12:00:00Z`, { locale, timeZone: 'UTC' })

/** The day of a row: the file's own where it gives one. */
export const dayOfRow = (row: { booked_on?: string | null; occurred_at: string | null }, userLocale: UserLocale) =>
  row.booked_on ? civil(row.booked_on, userLocale.locale) : row.occurred_at && day(row.occurred_at, userLocale)

export const problems = (value: number, locale: string) =>
  `${count(value, locale)} ${value === 1 ? 'problem' : 'problems'}`

export const transactions = (value: number, locale: string) =>
  `${count(value, locale)} ${value === 1 ? 'transaction' : 'transactions'}`

export const canUndo = ({ state, new: brought }: Import) => (state === 'done' || state === 'failed') && brought > 0
