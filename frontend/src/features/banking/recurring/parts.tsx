import { Link } from 'react-router'
import { Amount } from '@/components/Amount'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Recurring } from './api'

/** The payment's name, leading to the transactions that bear it. */
export function MerchantLink({ recurring: { merchant, direction } }: { recurring: Recurring }) {
  return (
    <Link
      to={`/transactions?q=${encodeURIComponent(merchant)}&direction=${direction}`}
      className="min-w-0 flex-1 truncate font-medium hover:underline"
    >
      {merchant}
    </Link>
  )
}

export function RecurringAmount({ recurring }: { recurring: Recurring }) {
  const { locale } = useLocale()
  const { amount_decimal, lowest_decimal, highest_decimal, currency, direction, varies } = recurring
  const between = `${money(lowest_decimal, currency, locale)} to ${money(highest_decimal, currency, locale)} lately`
  return (
    <span className="whitespace-nowrap" title={varies ? between : undefined}>
      {varies && <span className="text-xs text-soft">about </span>}
      <Amount decimal={amount_decimal} {...{ currency, direction }} />
    </span>
  )
}
