import { useMemo } from 'react'
import { Link } from 'react-router'
import { TimeChart } from '@/components/charts'
import { gapOf } from '@/features/banking/shared/baseSum'
import { Card, Failure, Loading } from '@/components/ui'
import { decimalsOf, fromMinor } from '@/lib/amounts'
import { civilDay } from '@/lib/days'
import { money, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useCashFlow } from './api'
import { daysOf, monthBefore, spentUpTo, stretched, type CashFlow, type MonthFlow } from './flow'

/** What was spent this month beside the last one, day by day, and what came in. */
export function MonthCard() {
  const { data, error, refetch } = useCashFlow()
  return (
    <Card title="This month beside the last">
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />)}
      {data && <Shown flow={data} />}
    </Card>
  )
}

function Shown({ flow }: { flow: CashFlow }) {
  const { timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const month = today.slice(0, 7)
  const current = flow.months.find((each) => each.month === month)
  const before = flow.months.find((each) => each.month === monthBefore(month))
  if (!current || !before) return null
  return (
    <div className="p-4 sm:p-5">
      <Flows current={current} before={before} today={today} />
      <div className="mt-4">
        <Curve flow={flow} today={today} currency={current.outgoing.currency} />
      </div>
    </div>
  )
}

function Flows({ current, before, today }: { current: MonthFlow; before: MonthFlow; today: string }) {
  const list = (direction: 'in' | 'out') =>
    `/transactions?direction=${direction}&from=${today.slice(0, 8)}01&to=${today}`
  return (
    <div className="grid grid-cols-2 gap-4">
      <Flow name="Came in" to={list('in')} now={current.incoming} then={before.incoming} tone="text-good" />
      <Flow name="Went out" to={list('out')} now={current.outgoing} then={before.outgoing} tone="" />
    </div>
  )
}

interface FlowProps {
  name: string
  to: string
  now: MonthFlow['incoming']
  then: MonthFlow['incoming']
  tone: string
}

function Flow({ name, to, now, then, tone }: FlowProps) {
  const { locale } = useLocale()
  const gap = gapOf(now, locale)
  return (
    <div className="min-w-0">
      <Link to={to} className="text-sm text-soft hover:underline">
        {name}
      </Link>
      <p className={`money truncate text-xl font-semibold ${tone}`}>
        {money(now.amount_decimal, now.currency, locale)}
      </p>
      <p className="money text-xs text-soft">{money(then.amount_decimal, then.currency, locale)} last month</p>
      {gap && <p className="text-xs text-warn">{gap}</p>}
    </div>
  )
}

function Curve({ flow, today, currency }: { flow: CashFlow; today: string; currency: string }) {
  const { locale } = useLocale()
  const format = useMemo(() => (value: number) => money(String(value), currency, locale), [currency, locale])
  const series = useMemo(() => seriesOf(flow, today, currency, locale), [flow, today, currency, locale])
  return (
    <TimeChart
      title="Spent since the month began"
      restAt={today}
      series={series}
      format={format}
      step={10 ** -decimalsOf(currency)}
      height={180}
      range={null}
    />
  )
}

function seriesOf(flow: CashFlow, today: string, currency: string, locale: string) {
  const month = today.slice(0, 7)
  const length = daysOf(month)
  const at = (place: number) => `${month}-${String(place + 1).padStart(2, '0')}`
  const words = (sum: number) => money(fromMinor(sum, currency), currency, locale)
  const point = (sum: number, place: number) => ({
    at: at(place),
    value: Number(fromMinor(sum, currency)),
    text: words(sum),
  })
  const last = monthBefore(month)
  return [
    {
      id: 'this',
      label: nameOf(month, locale),
      kind: 'area' as const,
      points: spentUpTo(flow.days, month, Number(today.slice(8))).map(point),
    },
    {
      id: 'last',
      label: nameOf(last, locale),
      points: stretched(spentUpTo(flow.days, last, daysOf(last)), length).map(point),
    },
  ]
}

const nameOf = (month: string, locale: string) => moment(`${month}-15T12:00:00Z`, { locale, timeZone: 'UTC' }, 'month')
