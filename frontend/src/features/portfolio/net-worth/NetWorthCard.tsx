import { useMemo } from 'react'
import { Link } from 'react-router'
import { TimeChart } from '@/components/charts'
import { Card, Empty, Failure, Loading } from '@/components/ui'
import { decimalsOf, fromMinor } from '@/lib/amounts'
import { gainMoney, money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useNetWorth, type NetWorth } from './api'
import { lacking, movedThisMonth, partsOf, type Part } from './words'

/** What there is less what is owed, by day and now, with its parts. */
export function NetWorthCard() {
  const { data, error, refetch } = useNetWorth()
  if (!data) {
    return <Card title="Net worth">{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
  }
  return (
    <Card title="Net worth">
      {data.points.some(({ parts }) => Object.keys(parts).length > 0) ? <Shown worth={data} /> : <None />}
    </Card>
  )
}

const None = () => (
  <Empty title="No net worth yet">
    It appears once an account has a balance or a portfolio has a holding.{' '}
    <Link to="/accounts" className="text-accent underline">
      Add an account
    </Link>
  </Empty>
)

function Shown({ worth }: { worth: NetWorth }) {
  return (
    <div className="p-4 sm:p-5">
      <Now worth={worth} />
      {worth.points.filter(({ value }) => value !== null).length > 1 && (
        <div className="mt-4">
          <Curve worth={worth} />
        </div>
      )}
      <Parts parts={partsOf(worth.points.at(-1))} currency={worth.currency} />
    </div>
  )
}

function Now({ worth }: { worth: NetWorth }) {
  const { locale } = useLocale()
  const { currency, points } = worth
  const decimal = points.at(-1)?.value_decimal
  const moved = movedThisMonth(points)
  const missing = lacking(worth)
  return (
    <div>
      <p className="money text-3xl font-semibold tracking-tight">
        {decimal == null ? 'Not known today' : money(decimal, currency, locale)}
      </p>
      {moved !== null && (
        <p className={`money mt-0.5 text-sm ${moved < 0 ? 'text-bad' : 'text-good'}`}>
          {gainMoney(fromMinor(moved, currency), currency, locale)} <span className="text-soft">this month</span>
        </p>
      )}
      {missing.length > 0 && (
        <p className="mt-1 text-xs text-warn">
          Not known: {missing.join(', ')}.{' '}
          <Link to="/accounts" className="underline">
            State what an account holds
          </Link>
        </p>
      )}
    </div>
  )
}

function Curve({ worth: { points, currency } }: { worth: NetWorth }) {
  const { locale } = useLocale()
  const format = useMemo(() => (value: number) => money(String(value), currency, locale), [currency, locale])
  const series = useMemo(
    () => [
      {
        id: 'value',
        label: 'Net worth',
        kind: 'area' as const,
        points: points.map(({ on, value_decimal }) =>
          value_decimal === null
            ? { at: on, value: null, text: 'not known' }
            : { at: on, value: Number(value_decimal), text: money(value_decimal, currency, locale) },
        ),
      },
    ],
    [points, currency, locale],
  )
  return (
    <TimeChart
      title="Net worth by day"
      series={series}
      format={format}
      step={10 ** -decimalsOf(currency)}
      height={200}
      range="3M"
    />
  )
}

const Parts = ({ parts, currency }: { parts: Part[]; currency: string }) => (
  <ul className="mt-4 grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2" aria-label="Parts of net worth">
    {parts.map((part) => (
      <PartRow key={part.kind} part={part} currency={currency} />
    ))}
  </ul>
)

function PartRow({ part: { kind, name, decimal, share }, currency }: { part: Part; currency: string }) {
  const { locale } = useLocale()
  return (
    <li>
      <Link
        to={kind === 'portfolios' ? '/portfolios' : '/accounts'}
        className="flex items-baseline justify-between gap-3 hover:underline"
      >
        <span>{name}</span>
        <span className="money font-medium">{decimal === null ? 'not known' : money(decimal, currency, locale)}</span>
      </Link>
      <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-raised">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
    </li>
  )
}
