import { ArrowDownLeft, ArrowUpRight, Wallet, type LucideIcon } from 'lucide-react'
import { gapOf } from '@/features/banking/shared/baseSum'
import { money } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import type { Recurring } from './api'
import { figures, gapsOf, inBase, monthlyTotals, type Sum, type Total } from './calendar'

/** What an average month takes, brings and leaves: in the own currency, and by currency beside it. */
export function MonthlyTotals({ items }: { items: Recurring[] }) {
  const { base_currency } = useUser()
  const { locale } = useLocale()
  const parts = monthlyTotals(items, base_currency)
  const [whole] = monthlyTotals(inBase(items), base_currency)
  const each = (pick: (total: Total) => Sum) => figures(parts, whole, pick)
  const gap = gapOf(gapsOf(items), locale)
  return (
    <dl className="grid gap-3 sm:gap-4 md:grid-cols-3">
      <Tile
        name="Outgoing per month"
        icon={ArrowUpRight}
        sums={each((total) => total.out)}
        sign="−"
        note="on average, however often each is paid"
      />
      <Tile
        name="Incoming per month"
        icon={ArrowDownLeft}
        sums={each((total) => total.in)}
        sign="+"
        note="on average, without late payments"
      />
      <Tile
        name="Left per month"
        icon={Wallet}
        sums={each((total) => total.in.minus(total.out))}
        note={gap || 'for everything else'}
      />
    </dl>
  )
}

interface TileProps {
  name: string
  icon: LucideIcon
  sums: [currency: string, sum: Sum][]
  /** Where all are of one sign; else each tells its own. */
  sign?: string
  note: string
}

function Tile({ name, icon: Icon, sums, sign, note }: TileProps) {
  const { locale } = useLocale()
  return (
    <div className="card p-4 sm:p-5">
      <dt className="flex items-center gap-2 text-sm text-soft">
        <Icon className={`size-4 ${sign === '+' ? 'text-good' : ''}`} aria-hidden /> {name}
      </dt>
      <dd className="mt-1.5 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {sums.length === 0 && <span className="text-2xl font-semibold text-soft">–</span>}
        {sums.map(([currency, sum], place) => (
          <span
            key={`${place} ${currency}`}
            className={`money tracking-tight ${place ? 'text-sm text-soft' : `text-2xl font-semibold ${sign === '+' ? 'text-good' : ''}`}`}
          >
            {sign ?? sum.sign}
            {money(sum.toString(), currency, locale)}
          </span>
        ))}
        <span className="basis-full text-xs text-soft">{note}</span>
      </dd>
    </div>
  )
}
