import { CategoryTile } from '@/features/banking/shared/categories/CategoryIcon'
import { Badge, Card } from '@/components/ui'
import { useCategories } from '@/features/banking/shared/categories/categories'
import { useLocale } from '@/lib/user'
import type { Recurring } from './api'
import { howFar, showDay } from './calendar'
import { AmountSpan, MerchantLink, RecurringAmount } from './parts'

const CADENCES: Record<Recurring['cadence'], string> = {
  weekly: 'every week',
  biweekly: 'every two weeks',
  semimonthly: 'twice a month',
  fourweekly: 'every four weeks',
  monthly: 'every month',
  quarterly: 'every three months',
  yearly: 'every year',
}
/** Below so many of 100 it is said that it may be chance. */
const SURE = 65

interface Props {
  title: string
  items: Recurring[]
  today: string
}

export function RecurringList({ title, items, today }: Props) {
  if (items.length === 0) return null
  return (
    <Card title={title} action={<span className="money text-xs text-soft">{items.length}</span>}>
      <ul className="divide-y divide-line">
        {items.map((each) => (
          <Row
            key={`${each.merchant}|${each.currency}|${each.cadence}|${each.amount}`}
            recurring={each}
            today={today}
          />
        ))}
      </ul>
    </Card>
  )
}

function Row({ recurring, today }: { recurring: Recurring; today: string }) {
  const userLocale = useLocale()
  const { icon, colour } = useCategories()
  const { category, cadence, count, last_on, next_on, missed, confidence } = recurring
  return (
    <li className="flex items-center gap-3 px-4 py-3 text-sm sm:px-5">
      <CategoryTile icon={icon(category ?? '')} colour={colour(category ?? '')} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-3">
          <MerchantLink recurring={recurring} />
          {confidence < SURE && <Badge>not certain</Badge>}
          <RecurringAmount recurring={recurring} />
        </div>
        <div className="mt-0.5 flex flex-wrap justify-between gap-x-3 text-xs text-soft">
          <span className="first-letter:uppercase">
            {CADENCES[cadence]} · {count} payments, last {showDay(last_on, userLocale, today)}
            <AmountSpan recurring={recurring} />
          </span>
          <span className={missed ? 'font-medium text-warn' : 'text-ink'}>
            {missed ? 'was expected' : next_on < today ? 'due since' : 'next'} {showDay(next_on, userLocale, today)}
            <span className="font-normal text-soft"> · {howFar(next_on, today)}</span>
          </span>
        </div>
      </div>
    </li>
  )
}
