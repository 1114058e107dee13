import { Link } from 'react-router'
import { Badge, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { moment, money } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { useRecurring, type Recurring } from './api'

const CADENCES: Record<Recurring['cadence'], string> = {
  weekly: 'every week',
  biweekly: 'every two weeks',
  monthly: 'every month',
  quarterly: 'every three months',
  yearly: 'every year',
}

export default function RecurringPage() {
  const { data, isPending, error, refetch } = useRecurring()
  const items = data?.items ?? []
  return (
    <>
      <PageTitle title="Recurring" />
      {isPending && <Loading />}
      {error && !data && (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      )}
      {data && items.length === 0 && (
        <Card>
          <Empty title="Nothing recurs yet">
            Subscriptions, bills and salaries appear here once the same name has come back at steady times.
          </Empty>
        </Card>
      )}
      <List title="Bills and subscriptions" items={items.filter(({ direction }) => direction === 'out')} />
      <List title="Income" items={items.filter(({ direction }) => direction === 'in')} />
    </>
  )
}

function List({ title, items }: { title: string; items: Recurring[] }) {
  if (items.length === 0) return null
  return (
    <Card title={title} className="mb-4 overflow-hidden">
      <ul className="divide-y divide-line">
        {items.map((each) => (
          <Row key={`${each.merchant}|${each.currency}|${each.cadence}|${each.amount}`} recurring={each} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ recurring }: { recurring: Recurring }) {
  const taste = useTaste()
  const day = (date: string) => moment(`${date}T12:00:00Z`, { ...taste, timeZone: 'UTC' }, 'day')
  const incoming = recurring.direction === 'in'
  return (
    <li className="flex items-center gap-4 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1">
        <Link
          to={`/transactions?q=${encodeURIComponent(recurring.merchant)}`}
          className="block truncate font-medium hover:underline"
        >
          {recurring.merchant}
        </Link>
        <p className="text-xs text-soft">
          {CADENCES[recurring.cadence]} · {recurring.count} so far, last {day(recurring.last_on)}
        </p>
      </div>
      <div className="hidden text-right sm:block">
        {recurring.missed ? (
          <Badge tone="warn">expected {day(recurring.next_on)}</Badge>
        ) : (
          <span className="text-soft">next {day(recurring.next_on)}</span>
        )}
      </div>
      <div className="text-right sm:w-32">
        <p className={`money font-medium ${incoming ? 'text-good' : ''}`}>
          {recurring.varies && <span className="font-normal text-soft">about </span>}
          {incoming ? '+' : '−'}
          {money(recurring.amount_decimal, recurring.currency, taste.locale)}
        </p>
        <p className={`text-xs sm:hidden ${recurring.missed ? 'text-warn' : 'text-soft'}`}>
          {recurring.missed ? 'expected' : 'next'} {day(recurring.next_on)}
        </p>
      </div>
    </li>
  )
}
