import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { money } from '@/lib/format'
import { useTaste, useUser } from '@/lib/user'
import type { Recurring } from './api'
import { monthlyTotals, type Sum, type Total } from './calendar'

/** What an average month takes and brings, by currency. */
export function MonthlyTotals({ items }: { items: Recurring[] }) {
  const { base_currency } = useUser()
  const totals = monthlyTotals(items, base_currency)
  return (
    <dl className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-4">
      <Tile name="Goes out each month" icon={ArrowUpRight} totals={totals} pick={(total) => total.out} sign="−" />
      <Tile name="Comes in each month" icon={ArrowDownLeft} totals={totals} pick={(total) => total.in} sign="+" />
    </dl>
  )
}

interface TileProps {
  name: string
  icon: typeof ArrowUpRight
  totals: Total[]
  pick: (total: Total) => Sum
  sign: string
}

function Tile({ name, icon: Icon, totals, pick, sign }: TileProps) {
  const { locale } = useTaste()
  const sums = totals.filter((total) => !pick(total).isZero)
  return (
    <div className="card p-4 sm:p-5">
      <dt className="flex items-center gap-2 text-sm text-soft">
        <Icon className={`size-4 ${sign === '+' ? 'text-good' : ''}`} aria-hidden /> {name}
      </dt>
      <dd className="mt-1.5 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {sums.length === 0 && <span className="text-2xl font-semibold text-soft">–</span>}
        {sums.map((total, place) => (
          <span
            key={total.currency}
            className={`money tracking-tight ${place ? 'text-base font-medium' : 'text-2xl font-semibold'} ${sign === '+' ? 'text-good' : ''}`}
          >
            {sign}
            {money(pick(total).toString(), total.currency, locale)}
          </span>
        ))}
        <span className="basis-full text-xs text-soft">on average, whatever the rhythm; late ones are left out</span>
      </dd>
    </div>
  )
}
