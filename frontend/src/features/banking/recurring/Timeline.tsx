import { DotStrip } from '@/components/charts/DotStrip'
import { Card } from '@/components/ui'
import { signedMoney, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Recurring } from './api'
import { paymentsOf, plusDays, showDay } from './calendar'

const MAX_ROWS = 16

interface Props {
  items: Recurring[]
  today: string
  /** Days before today and after it. */
  back: number
  ahead: number
}

/** What was paid when, and when it is expected next, of all that goes on. */
export function Timeline({ items, today, back, ahead }: Props) {
  const userLocale = useLocale()
  const rows = items.slice(0, MAX_ROWS).map((item) => ({
    id: `${item.merchant}|${item.currency}|${item.cadence}|${item.amount}`,
    label: item.merchant,
    colour: item.direction === 'in' ? 'var(--good)' : 'var(--accent)',
    dots: paymentsOf(item, today, back, ahead).map(({ on, isExpected }) => ({
      on,
      isExpected,
      note: noteOf(item, on, isExpected, today, userLocale),
    })),
  }))
  return (
    <Card title="Past and expected payments" action={<Key />}>
      <div className="p-4 pb-2 sm:px-5">
        <DotStrip
          title={`Payments of the last ${back} and the next ${ahead} days`}
          rows={rows}
          from={plusDays(today, -back)}
          to={plusDays(today, ahead)}
          now={today}
          format={(day) => showDay(day, userLocale, today)}
        />
        {items.length > MAX_ROWS && (
          <p className="mt-1 text-xs text-soft">
            Showing the {MAX_ROWS} that are due next. All {items.length} are listed below.
          </p>
        )}
      </div>
    </Card>
  )
}

/** An expected amount is what is usual; what was paid on a day may have been another. */
function noteOf(item: Recurring, on: string, isExpected: boolean, today: string, userLocale: UserLocale): string {
  const day = showDay(on, userLocale, today)
  if (!isExpected) return `${item.direction === 'in' ? 'received' : 'paid'} ${day}`
  const { amount_decimal: decimal, currency, direction, varies } = item
  const amount = signedMoney({ decimal, currency, direction }, userLocale.locale)
  return `expected ${day}, ${varies ? 'about ' : ''}${amount}`
}

const Key = () => (
  <ul aria-hidden className="flex gap-3 text-xs text-soft">
    <li className="flex items-center gap-1.5">
      <span className="size-2 rounded-full bg-soft" /> paid
    </li>
    <li className="flex items-center gap-1.5">
      <span className="size-2 rounded-full border-2 border-soft" /> expected
    </li>
  </ul>
)
