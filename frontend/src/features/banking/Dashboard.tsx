import { ArrowRight } from 'lucide-react'
import { Link } from 'react-router'
import { Bars } from '@/components/Bars'
import { Card, Empty, Failure, Loading, PageTitle, Skeleton } from '@/components/ui'
import type { Day, Summary, Total } from '@/lib/api/types'
import { count, moment, money } from '@/lib/format'
import { useTaste, useUser } from '@/lib/user'
import { useRecent, useSummary } from './api'
import { useFeed, useFreshTotals } from './live'
import { FeedRow } from './Row'

export default function Dashboard() {
  useFreshTotals()
  const summary = useSummary()
  return (
    <>
      <PageTitle title="Dashboard" />
      {summary.error && !summary.data ? (
        <Card>
          <Failure error={summary.error} retry={() => void summary.refetch()} />
        </Card>
      ) : (
        <Totals summary={summary.data} />
      )}
      <div className="mt-4 grid gap-4 lg:grid-cols-5">
        <Feed />
        <Card title="Last 30 days" className="self-start lg:col-span-2">
          <div className="p-5">
            {summary.data ? <Month days={summary.data.by_day} /> : <Skeleton className="h-36" />}
          </div>
        </Card>
      </div>
    </>
  )
}

function Totals({ summary }: { summary: Summary | undefined }) {
  const { locale } = useTaste()
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Tile name="Today" totals={summary?.today} loading={!summary} />
      <Tile name="This month" totals={summary?.month} loading={!summary} />
      <Tile
        name="Pending"
        text={summary && count(summary.pending.count, locale)}
        note="not settled yet"
        loading={!summary}
      />
      <Tile
        name="On their way"
        text={summary && count(summary.queued, locale)}
        note="safe in the queue"
        loading={!summary}
      />
    </div>
  )
}

interface TileProps {
  name: string
  totals?: Total[] | undefined
  text?: string | undefined
  note?: string
  loading: boolean
}

function Tile({ name, totals, text, note, loading }: TileProps) {
  const { locale } = useTaste()
  const { base_currency } = useUser()
  const own = totals?.find((total) => total.currency === base_currency) ?? totals?.[0]
  const others = totals?.filter((total) => total !== own) ?? []
  const main = text ?? (own ? money(own.amount_decimal, own.currency, locale) : money('0', base_currency, locale))
  const below =
    note ?? (others.map((each) => money(each.amount_decimal, each.currency, locale)).join(' · ') || 'nothing else')
  return (
    <div className="card p-4 sm:p-5">
      <p className="text-sm text-soft">{name}</p>
      {loading ? (
        <Skeleton className="mt-2 h-8 w-28" />
      ) : (
        <>
          <p className="money mt-1 truncate text-xl font-semibold tracking-tight sm:text-2xl">{main}</p>
          <p className="money mt-1 truncate text-xs text-soft" title={below}>
            {below}
          </p>
        </>
      )}
    </div>
  )
}

function Month({ days }: { days: Day[] }) {
  const taste = useTaste()
  const bars = days.map((day) => ({
    label: moment(`${day.date}T12:00:00Z`, { ...taste, timeZone: 'UTC' }, 'day'),
    value: day.count,
    note: day.count
      ? `${count(day.count, taste.locale)} · ${day.amounts.map((each) => money(each.amount_decimal, each.currency, taste.locale)).join(' + ')}`
      : 'nothing',
  }))
  return <Bars bars={bars} title="Transactions a day" />
}

function Feed() {
  const recent = useRecent()
  const { feed, fresh } = useFeed(recent.data?.items)
  return (
    <Card
      title="Live feed"
      className="overflow-hidden lg:col-span-3"
      action={
        <Link to="/transactions" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
          All transactions <ArrowRight className="size-4" aria-hidden />
        </Link>
      }
    >
      {recent.isPending && <Loading />}
      {recent.error && feed.length === 0 && <Failure error={recent.error} retry={() => void recent.refetch()} />}
      {recent.isSuccess && feed.length === 0 && <Welcome />}
      <ul className="divide-y divide-line" aria-label="Live feed" aria-live="off">
        {feed.slice(0, 25).map((transaction) => (
          <FeedRow
            key={`${transaction.user}:${transaction.transaction_id}`}
            transaction={transaction}
            fresh={fresh.has(transaction.transaction_id)}
          />
        ))}
      </ul>
    </Card>
  )
}

function Welcome() {
  const { id } = useUser()
  return (
    <Empty title="Waiting for the first transaction">
      <p>It appears here the second it is sent. Make a token under Settings → API tokens, then try:</p>
      <pre className="mt-3 overflow-x-auto rounded-lg bg-raised p-3 text-left text-xs text-ink" tabIndex={0}>
        {`curl ${location.origin}/api/add-transaction \\
  -H 'Authorization: Bearer <token>' \\
  -H 'Content-Type: application/json' \\
  -d '{"transaction_id": "first", "user": ${id},
       "amount": 1050, "status": "SUCCESS"}'`}
      </pre>
    </Empty>
  )
}
