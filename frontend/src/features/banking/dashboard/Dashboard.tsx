import { ArrowRight } from 'lucide-react'
import { lazy, Suspense, useMemo, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Bars } from '@/components/charts'
import { baseLine, baseSum } from '@/features/banking/shared/baseSum'
import { FeedRow } from '@/features/banking/shared/FeedRow'
import { NewPill } from '@/components/NewPill'
import { Card, Failure, Loading, PageTitle, Skeleton } from '@/components/ui'
import type { BaseTotal, Day, Summary, Total } from '@/lib/api/types'
import { civilDay } from '@/lib/days'
import { count, moment } from '@/lib/format'
import { useTopic } from '@/lib/realtime'
import { useKeyboardHold } from '@/lib/keyboardHold'
import { keyOf } from '@/features/banking/shared/transactions/lists'
import { useWaiting } from '@/features/banking/shared/transactions/live'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { useRowOrder } from '@/features/banking/shared/transactions/order'
import { useLocale } from '@/lib/user'
import { useRecent, useSummary } from './api'

const FirstSteps = lazy(() => import('@/features/banking/shared/FirstSteps'))

const FEED = 25

export default function Dashboard() {
  useTopic('bank')
  const summary = useSummary()
  const failed = summary.error !== null && !summary.data
  return (
    <>
      <PageTitle title="Dashboard" />
      {failed ? (
        <Card>
          <Failure error={summary.error} retry={() => void summary.refetch()} />
        </Card>
      ) : (
        <Totals summary={summary.data} />
      )}
      <div className="mt-4 grid gap-4 lg:grid-cols-5">
        <Feed />
        {!failed && (
          <Card title="Transactions per day, last 30 days" className="self-start lg:col-span-2">
            <div className="p-5">
              {summary.data ? <Month days={summary.data.by_day} /> : <Skeleton className="h-36" />}
            </div>
          </Card>
        )}
      </div>
    </>
  )
}

function Totals({ summary }: { summary: Summary | undefined }) {
  const { locale, timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const spent = (from: string) => `/transactions?direction=out&from=${from}&to=${today}`
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Tile
        name="Spent today"
        to={spent(today)}
        sum={summary && [summary.today, summary.today_base]}
        loading={!summary}
      />
      <Tile
        name="Spent this month"
        to={spent(`${today.slice(0, 8)}01`)}
        sum={summary && [summary.month, summary.month_base]}
        loading={!summary}
      />
      <Tile
        name="Not settled yet"
        to="/transactions?status=PENDING"
        text={summary && count(summary.pending.count, locale)}
        note="may still change"
        loading={!summary}
      />
      <Tile
        name="Being saved"
        text={summary && count(summary.queued, locale)}
        note="listed in a moment"
        loading={!summary}
      />
    </div>
  )
}

interface TileProps {
  name: string
  /** The list of what is counted or added up. */
  to?: string
  sum?: [amounts: Total[], base: BaseTotal] | undefined
  text?: string | undefined
  note?: string
  loading: boolean
}

function Tile({ name, to, sum, text, note, loading }: TileProps) {
  const { locale } = useLocale()
  const shown = sum && baseSum(...sum, locale)
  const below = note ?? (shown?.parts.join(' · ') || 'no other currencies')
  return (
    <div className={`card relative p-4 sm:p-5 ${to ? 'hover:bg-raised/60' : ''}`}>
      <p className="text-sm text-soft">{to ? <Whole to={to}>{name}</Whole> : name}</p>
      {loading ? (
        <Skeleton className="mt-2 h-8 w-28" />
      ) : (
        <>
          <p className="money mt-1 truncate text-xl font-semibold tracking-tight sm:text-2xl">{text ?? shown?.main}</p>
          <p className="money mt-1 text-xs text-soft">{below}</p>
          {shown?.gap && <p className="mt-1 text-xs text-warn">{shown.gap}</p>}
        </>
      )}
    </div>
  )
}

/** A link that takes in all of its card. */
const Whole = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} className="after:absolute after:inset-0">
    {children}
  </Link>
)

function Month({ days }: { days: Day[] }) {
  const userLocale = useLocale()
  const bars = days.map((day) => ({
    label: moment(`${day.date}T12:00:00Z`, { ...userLocale, timeZone: 'UTC' }, 'day'),
    value: day.count,
    note: day.count
      ? `${count(day.count, userLocale.locale)} · ${baseLine(day.amounts, day.base, userLocale.locale)}`
      : 'nothing',
  }))
  return <Bars bars={bars} title="Transactions per day" format={(value) => count(value, userLocale.locale)} />
}

function Feed() {
  const recent = useRecent()
  const waiting = useWaiting()
  const { open } = useOpenTransaction()
  const rows = useMemo(() => (recent.data?.items ?? []).slice(0, FEED), [recent.data])
  useRowOrder(useMemo(() => rows.map((row) => row.transaction_id), [rows]))
  return (
    <Card
      title="Live feed"
      className="relative overflow-hidden lg:col-span-3"
      action={
        <Link to="/transactions" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
          All transactions <ArrowRight className="size-4" aria-hidden />
        </Link>
      }
    >
      {recent.isPending && <Loading />}
      {recent.error && rows.length === 0 && <Failure error={recent.error} retry={() => void recent.refetch()} />}
      {recent.isSuccess && rows.length === 0 && (
        <Suspense fallback={<Loading />}>
          <FirstSteps />
        </Suspense>
      )}
      {rows.length > 0 && <NewPill count={waiting.count} onClick={waiting.show} className="top-14" />}
      <ul className="divide-y divide-line" aria-label="Live feed" aria-live="off" {...useKeyboardHold()}>
        {rows.map((row) => (
          <FeedRow key={keyOf(row)} row={row} onOpen={open} />
        ))}
      </ul>
    </Card>
  )
}
