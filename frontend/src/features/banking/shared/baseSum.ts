/** Sums of several currencies: the one in the user's own first, its parts beside it, and what it lacks in words. */
import type { BaseTotal, Total } from '@/lib/api/types'
import { money, moment } from '@/lib/format'

type Amount = Pick<Total, 'currency' | 'amount_decimal'>

export interface BaseSum {
  /** The sum in the user's own currency; of amounts of which no rate is known, the first of them as it is. */
  main: string
  /** Each currency's amount, where there is another than the user's own. */
  parts: string[]
  /** What the sum lacks, and what is in it by an old rate; '' where nothing is to be said. */
  gap: string
}

export function baseSum(amounts: Amount[], base: BaseTotal, locale: string): BaseSum {
  const shown = amounts.map((each) => money(each.amount_decimal, each.currency, locale))
  const missing = new Set(base.missing.map(({ currency }) => currency))
  const isKnown = amounts.length === 0 || amounts.some(({ currency }) => !missing.has(currency))
  const isMixed = amounts.some(({ currency }) => currency !== base.currency)
  return {
    main: isKnown ? money(base.amount_decimal, base.currency, locale) : (shown[0] ?? ''),
    parts: isMixed && (isKnown || shown.length > 1) ? shown : [],
    gap: gapOf(base, locale),
  }
}

/** 'no exchange rate for VND · GBP, RON by the rate of 30 Oct 2026' */
export function gapOf({ missing, stale }: Pick<BaseTotal, 'missing' | 'stale'>, locale: string): string {
  const newest = new Map<string, string>()
  for (const { currency, said_on } of stale) {
    if (said_on > (newest.get(currency) ?? '')) newest.set(currency, said_on)
  }
  const old = [...new Set(newest.values())].map((day) => {
    const currencies = [...newest].filter(([, said_on]) => said_on === day).map(([currency]) => currency)
    return `${currencies.join(', ')} by the rate of ${shortDay(day, locale)}`
  })
  const without = [...new Set(missing.map(({ currency }) => currency))].join(', ')
  return [...(without ? [`no exchange rate for ${without}`] : []), ...old].join(' · ')
}

const shortDay = (day: string, locale: string) => moment(`${day}T12:00:00Z`, { locale, timeZone: 'UTC' }, 'date')

/** One line for a chart: '€23.71 (US$100.00 + €5.00)'. */
export function baseLine(amounts: Amount[], base: BaseTotal, locale: string): string {
  const { main, parts, gap } = baseSum(amounts, base, locale)
  return [parts.length ? `${main} (${parts.join(' + ')})` : main, ...(gap ? [gap] : [])].join(' · ')
}
