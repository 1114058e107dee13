import { Link } from 'react-router'
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

export function Amount({ recurring }: { recurring: Recurring }) {
  const { locale } = useLocale()
  const incoming = recurring.direction === 'in'
  const shown = (decimal: string) => money(decimal, recurring.currency, locale)
  const between = `${shown(recurring.lowest_decimal)} to ${shown(recurring.highest_decimal)} lately`
  return (
    <span
      className={`money whitespace-nowrap font-medium ${incoming ? 'text-good' : ''}`}
      title={recurring.varies ? between : undefined}
    >
      {recurring.varies && <span className="text-xs font-normal text-soft">about </span>}
      {incoming ? '+' : '−'}
      {shown(recurring.amount_decimal)}
    </span>
  )
}
