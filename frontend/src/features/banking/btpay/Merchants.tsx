import { Store } from 'lucide-react'
import type { MerchantSum } from '@/lib/api/types'
import { count, money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Nothing, Share } from './Share'

/** Whom most was paid to; bars are compared by what the payments come to in the user's own currency. */
export function Merchants({ sums }: { sums: MerchantSum[] }) {
  const { locale } = useLocale()
  const most = Math.max(1, ...sums.map((sum) => sum.base.amount))
  if (sums.length === 0) return <Nothing>No payments this month.</Nothing>
  return (
    <ul className="space-y-3.5 p-4 sm:p-5">
      {sums.map((sum) => (
        <Share
          key={`${sum.merchant} ${sum.currency}`}
          icon={<Store className="size-4 shrink-0 text-soft" aria-hidden />}
          name={sum.merchant}
          note={`${count(sum.count, locale)}×`}
          amount={money(sum.amount_decimal, sum.currency, locale)}
          share={sum.base.amount / most}
        />
      ))}
    </ul>
  )
}
