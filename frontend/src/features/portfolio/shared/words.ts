/** What figures and their gaps are called. */
import { decimalText, gainMoney, money, percent, priceMoney } from '@/lib/format'
import type { Figure, Gap, Status } from './api'

const STATUS: Record<Exclude<Status, 'ok'>, string> = {
  no_solution: 'No rate: nothing was invested, or nothing moved',
  no_unique_solution: 'Several rates fit these payments, and none is better than another',
  missing_fx: 'An exchange rate is missing',
  missing_price: 'A price is missing',
}

/** Why a figure has no number; null where it has one. */
export const statusWords = (status: Status): string | null => (status === 'ok' ? null : STATUS[status])

const GAPS: Record<string, string> = {
  missing_price: 'There is no price yet: the last trade’s price is used, and without one there is no figure',
  stale_price: 'The last price is older than five business days and is still used',
  missing_fx: 'There is no exchange rate yet, so there is no figure',
  stale_fx: 'The last exchange rate is older than five business days and is still used',
  oversold: 'More was sold than was held',
  negative_cash: 'Cash is below zero: a deposit is missing, or money was borrowed',
  cash_ignored: 'Cash moved in a portfolio that keeps no cash: it counts nowhere',
  capital_not_positive: 'There was a gain or loss on no capital: there is no rate of return',
  no_capital: 'Income or costs came while nothing was held: they count in the gain, not in the return',
  under_a_year: 'The period is shorter than a year: no yearly rate is shown',
  few_returns: 'There are fewer than twenty daily returns',
  irregular_prices: 'Prices come at no regular pace',
  no_benchmark: 'There is nothing to compare with',
  several_roots: 'Several yearly rates fit these payments',
  no_return: 'There is no rate: nothing was invested, or nothing moved',
}

/** A gap in words, with what it is about. */
export function gapWords({ kind, subject }: Gap): string {
  const words = GAPS[kind] ?? kind.replaceAll('_', ' ')
  return subject ? `${subject}: ${words}` : words
}

const MONEY = { plain: money, gain: gainMoney, price: priceMoney }

/** A figure as it is read: money in its currency, a rate in percent, '–' where there is no number. */
export function figureText(figure: Figure | undefined, locale: string, style: keyof typeof MONEY = 'plain'): string {
  const value = figure?.value
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number') return percent(value, locale)
  if (!figure?.currency) return decimalText(value, locale)
  return MONEY[style](value, figure.currency, locale)
}

export const isUnderAYear = (figure: Figure | undefined) =>
  figure?.quality.some(({ kind }) => kind === 'under_a_year') ?? false

/** The class of a number that is better above zero. */
export function gainLook(figure: Figure | undefined): string {
  const value = Number(figure?.value ?? 0)
  return value > 0 ? 'text-good' : value < 0 ? 'text-bad' : ''
}
