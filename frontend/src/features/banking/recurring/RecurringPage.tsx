import { Link } from 'react-router'
import { Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { useNow } from '@/lib/useNow'
import { useLocale } from '@/lib/user'
import { recurringKey, useRecurring, type Recurring } from './api'
import { dayOf, upcoming } from './calendar'
import { useFresh } from '@/features/banking/shared/useFresh'
import { MonthlyTotals } from './MonthlyTotals'
import { RecurringList } from './RecurringList'
import { Timeline } from './Timeline'
import { Upcoming } from './Upcoming'

const EVERY_MS = 20_000
const DAYS = 30
const DAYS_BACK = 60

export default function RecurringPage() {
  const { data, isPending, error, refetch } = useRecurring()
  useFresh(recurringKey, EVERY_MS)
  return (
    <>
      <PageTitle title="Recurring" />
      {isPending && (
        <Card>
          <Loading rows={8} />
        </Card>
      )}
      {error && !data && (
        <Card>
          <Failure error={error} retry={() => void refetch()} />
        </Card>
      )}
      {data && (data.items.length > 0 ? <Found items={data.items} /> : <None />)}
    </>
  )
}

function Found({ items }: { items: Recurring[] }) {
  const today = dayOf(useNow(60_000), useLocale().timeZone)
  const alive = items.filter(({ missed }) => !missed)
  const lists = [
    ['Bills and subscriptions', alive.filter(({ direction }) => direction === 'out')],
    ['Income', alive.filter(({ direction }) => direction === 'in')],
    ['Late or ended', items.filter(({ missed }) => missed)],
  ] as const
  return (
    <div className="space-y-4">
      <MonthlyTotals items={alive} />
      {alive.length > 0 && <Timeline items={alive} today={today} back={DAYS_BACK} ahead={DAYS} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-5">
        <div className="order-2 min-w-0 space-y-4 lg:order-1 lg:col-span-3">
          {lists.map(([title, list]) => (
            <RecurringList key={title} title={title} items={list} today={today} />
          ))}
        </div>
        <div className="order-1 min-w-0 lg:order-2 lg:col-span-2">
          <Upcoming dues={upcoming(alive, today, DAYS)} today={today} days={DAYS} />
        </div>
      </div>
      <p className="text-xs text-soft">{HOW}</p>
    </div>
  )
}

const HOW =
  'Found in your own transactions: the same name at least three times, every week, every two weeks, every month, ' +
  'every three months or every year. A varying amount must occur four times. Transfers between your own ' +
  'accounts do not count.'

function None() {
  return (
    <Card>
      <Empty title="No recurring payments yet">
        <p>Subscriptions, bills and salaries appear here automatically. {HOW}</p>
        <p className="mt-3">
          <Link to="/import" className="text-accent underline">
            Import older statements
          </Link>{' '}
          or{' '}
          <Link to="/connections" className="text-accent underline">
            link a bank
          </Link>{' '}
          so that there is more to go on.
        </p>
      </Empty>
    </Card>
  )
}
