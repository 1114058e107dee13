/** What kinds, sources and gaps of accounts are called, and signed amounts as they are typed. */
import { toMinor } from '@/lib/amounts'
import { dayInText } from '@/lib/dayInText'
import { gainMoney, type UserLocale } from '@/lib/format'
import type { Account, Gap } from './api'

export const KINDS: [Account['kind'], string][] = [
  ['current', 'Current accounts'],
  ['savings', 'Savings'],
  ['card', 'Cards'],
  ['cash', 'Cash'],
  ['loan', 'Loans'],
  ['brokerage', 'Brokerage'],
  ['property', 'Property'],
  ['other', 'Other'],
]

export const SOURCES = { stated: 'as stated', reckoned: 'from its transactions' } as const

/** '+€12.00 between 3 Nov and 9 Nov is not explained by transactions.' */
export function gapWords({ amount_decimal, since, until }: Gap, currency: string, userLocale: UserLocale): string {
  const amount = gainMoney(amount_decimal, currency, userLocale.locale)
  const begin = since === null ? 'Up to' : `Between ${dayInText(since, userLocale)} and`
  return `${begin} ${dayInText(until, userLocale)}, ${amount} is not explained by transactions.`
}

/** '-12.50' as -1250; null for what is no amount. */
export function toSignedMinor(typed: string, currency: string): number | null {
  const text = typed.trim()
  const isBelow = /^[-−]/.test(text)
  const size = toMinor(isBelow ? text.slice(1) : text, currency)
  return size === null ? null : isBelow && size !== 0 ? -size : size
}

/** The day so many days before another, YYYY-MM-DD. */
export const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
