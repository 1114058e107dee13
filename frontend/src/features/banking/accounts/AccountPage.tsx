import { Pencil } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'
import { TimeChart } from '@/components/charts'
import type { TimePoint } from '@/components/charts/timeAxis'
import { Choice } from '@/components/Choice'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { fromMinor } from '@/lib/amounts'
import { civilDay } from '@/lib/days'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useFresh } from '@/features/banking/shared/useFresh'
import { AccountForm } from './AccountForm'
import { Balance } from './Accounts'
import { accountsKey, useAccount, useBalances, type Account, type Balances } from './api'
import { StateBalance } from './StateBalance'
import { daysBefore, gapWords } from './words'

const EVERY_MS = 10_000

export default function AccountPage() {
  const id = Number(useParams()['id'])
  if (!Number.isSafeInteger(id)) return <Empty title="There is no such account" />
  return <One key={id} id={id} />
}

function One({ id }: { id: number }) {
  const { data, error, refetch } = useAccount(id)
  useFresh(accountsKey, EVERY_MS)
  if (data) return <Shown account={data} />
  return <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
}

function Shown({ account }: { account: Account }) {
  const [dialog, setDialog] = useState<'edit' | 'state' | null>(null)
  const close = () => {
    setDialog(null)
  }
  return (
    <>
      <PageTitle title={account.name}>
        <Button
          onClick={() => {
            setDialog('state')
          }}
        >
          State a balance
        </Button>
        <Button
          onClick={() => {
            setDialog('edit')
          }}
        >
          <Pencil className="size-4" aria-hidden />
          Edit
        </Button>
      </PageTitle>
      <div className="space-y-4">
        <section className="card flex flex-wrap items-center justify-between gap-4 p-4 sm:p-5" aria-label="Balance">
          <Link to={`/transactions?account_id=${account.id}`} className="text-sm text-accent underline">
            Its transactions
          </Link>
          <Balance account={account} className="text-2xl" />
        </section>
        <Course account={account} />
      </div>
      <AccountForm open={dialog === 'edit'} account={account} onClose={close} />
      <StateBalance open={dialog === 'state'} account={account} onClose={close} />
    </>
  )
}

const SPANS = [
  ['30', '1M'],
  ['90', '3M'],
  ['365', '1Y'],
  ['1825', '5Y'],
] as const
type SpanDays = (typeof SPANS)[number][0]

function Course({ account: { id } }: { account: Account }) {
  const [days, setDays] = useState<SpanDays>('90')
  const { timeZone } = useLocale()
  const { data, error, refetch } = useBalances(id, daysBefore(civilDay(new Date(), timeZone), Number(days)))
  return (
    <Card title="Balance by day" action={<Choice label="Period" value={days} options={SPANS} onChange={setDays} />}>
      {data && <Curve balances={data} />}
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={3} />)}
    </Card>
  )
}

function Curve({ balances }: { balances: Balances }) {
  const userLocale = useLocale()
  const { points, currency, gaps } = balances
  const { locale } = userLocale
  const format = useMemo(
    () => (minor: number) => money(fromMinor(Math.round(minor), currency), currency, locale),
    [currency, locale],
  )
  const series = useMemo(
    () => [{ id: 'balance', label: 'Balance', points: pointsOf(balances, locale) }],
    [balances, locale],
  )
  if (points.every(({ balance }) => balance === null)) {
    return <Empty title="Not known">State a balance, or the opening balance, and its days follow from that.</Empty>
  }
  return (
    <div className="p-4 sm:p-5">
      <TimeChart title="Balance by day" series={series} format={format} step={1} range={null} />
      {gaps.length > 0 && (
        <ul className="mt-3 space-y-1 text-sm text-warn">
          {gaps.map((gap) => (
            <li key={gap.until}>{gapWords(gap, currency, userLocale)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

const pointsOf = ({ points, currency }: Balances, locale: string): TimePoint[] =>
  points.map(({ on, balance, balance_decimal }) => ({
    at: on,
    value: balance,
    text: balance_decimal === null ? 'not known' : money(balance_decimal, currency, locale),
  }))
