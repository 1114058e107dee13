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
      className="line-clamp-2 min-w-0 flex-1 font-medium hover:underline"
    >
      {merchant}
    </Link>
  )
}

export function RecurringAmount({ recurring }: { recurring: Recurring }) {
  const { amount_decimal, currency, direction, varies } = recurring
  return (
    <span className="whitespace-nowrap">
      {varies && <span className="text-xs text-soft">about </span>}
      <Amount decimal={amount_decimal} {...{ currency, direction }} />
    </span>
  )
}

/** Between what the last few lay, where they differed. */
export function AmountSpan({ recurring }: { recurring: Recurring }) {
  const { locale } = useLocale()
  const { lowest_decimal, highest_decimal, currency, varies } = recurring
  if (!varies) return null
  return ` · ${money(lowest_decimal, currency, locale)} to ${money(highest_decimal, currency, locale)}`
}
