import { Store } from 'lucide-react'
import type { MerchantSum } from '@/lib/api/types'
import { count, money } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { Nothing, Share } from './Share'

export function Merchants({ sums, currency }: { sums: MerchantSum[]; currency: string }) {
  const { locale } = useTaste()
  const shown = sums.filter((sum) => sum.currency === currency)
  const most = Math.max(1, ...shown.map((sum) => sum.amount))
  if (shown.length === 0) return <Nothing>Nobody was paid in {currency} this month.</Nothing>
  return (
    <ul className="space-y-3.5 p-4 sm:p-5">
      {shown.map((sum) => (
        <Share
          key={sum.merchant}
          icon={<Store className="size-4 shrink-0 text-soft" aria-hidden />}
          name={sum.merchant}
          note={`${count(sum.count, locale)}×`}
          amount={money(sum.amount_decimal, sum.currency, locale)}
          share={sum.amount / most}
        />
      ))}
    </ul>
  )
}
