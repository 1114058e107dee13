import { useState } from 'react'
import { CategoryIcon } from '@/features/banking/shared/categories/CategoryIcon'
import { Donut } from '@/components/charts/Donut'
import type { CategorySum, Total } from '@/lib/api/types'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Nothing, Share } from './Share'

const FEW = 7

/** Where this month's money of one currency went. */
export function Categories({ sums, months, currency }: { sums: CategorySum[]; months: Total[]; currency: string }) {
  const { locale } = useLocale()
  const [all, setAll] = useState(false)
  const shown = sums.filter((sum) => sum.currency === currency)
  const total = shown.reduce((sum, each) => sum + each.amount, 0)
  if (total === 0) return <Nothing>Nothing was spent in {currency} this month.</Nothing>
  const spent = months.find((each) => each.currency === currency)?.amount_decimal
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  return (
    <div className="flex flex-col items-center gap-5 p-4 sm:flex-row sm:p-5 lg:flex-col">
      <Donut
        title={`Spent this month by category, in ${currency}`}
        parts={shown.map(({ label, amount, amount_decimal, colour }) => ({
          label,
          colour,
          share: amount / total,
          note: `${money(amount_decimal, currency, locale)}, ${percent.format(amount / total)}`,
        }))}
        whole={spent === undefined ? '' : money(spent, currency, locale)}
      />
      <div className="w-full min-w-0 flex-1">
        <ul className="space-y-3.5">
          {shown.slice(0, all ? undefined : FEW).map((sum) => (
            <Share
              key={sum.category ?? ''}
              icon={<CategoryIcon icon={sum.icon} colour={`color-mix(in srgb, ${sum.colour} 78%, var(--ink))`} />}
              name={sum.label}
              note={percent.format(sum.amount / total)}
              amount={money(sum.amount_decimal, sum.currency, locale)}
              share={sum.amount / total}
              colour={sum.colour}
            />
          ))}
        </ul>
        {shown.length > FEW && (
          <button
            type="button"
            className="mt-3 text-sm text-accent hover:underline"
            onClick={() => {
              setAll(!all)
            }}
          >
            {all ? 'Show fewer' : `Show all ${shown.length}`}
          </button>
        )}
      </div>
    </div>
  )
}
