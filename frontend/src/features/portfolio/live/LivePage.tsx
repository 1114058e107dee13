import { Pause, Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { Sparkline } from '@/components/charts/Sparkline'
import { Badge, Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { decimalText, gainMoney, money, moment } from '@/lib/format'
import { useConnection, useEvent, useRealtime, useTopic } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { usePortfolio, type Portfolio } from '../shared/api'
import { direction, withValued, type Seen } from './ticks'

export default function LivePage() {
  const id = Number(useParams()['id'])
  const { data, error, refetch } = usePortfolio(id)
  if (data) return <Live key={id} portfolio={data} />
  return <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
}

/** A portfolio as its prices move: each push is shown as it comes, until the person stops them. */
function Live({ portfolio }: { portfolio: Portfolio }) {
  const { seen, isRunning, setRunning } = useLive(portfolio.id)
  return (
    <>
      <PageTitle title={`${portfolio.name}, live`}>
        <Connection isRunning={isRunning} />
        <Button
          onClick={() => {
            setRunning(!isRunning)
          }}
        >
          {isRunning ? <Pause className="size-4" aria-hidden /> : <Play className="size-4" aria-hidden />}
          {isRunning ? 'Stop' : 'Start'}
        </Button>
        <Link
          to={`/portfolios/${portfolio.id}`}
          className="inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
        >
          All figures
        </Link>
      </PageTitle>
      {seen ? <Shown seen={seen} /> : <Waiting />}
    </>
  )
}

function useLive(id: number) {
  const [seen, setSeen] = useState<Seen | null>(null)
  const [isRunning, setRunning] = useState(true)
  const client = useRealtime()
  useTopic(`portfolio:${id}`)
  useEvent('portfolio.valued', (valued) => {
    if (valued.portfolio === id) setSeen((before) => withValued(before, valued))
  })
  useEffect(() => {
    client.setUpdates(isRunning)
    return () => {
      client.setUpdates(true)
    }
  }, [client, isRunning])
  return { seen, isRunning, setRunning }
}

const STATES = { live: 'good', connecting: 'warn', reconnecting: 'warn', offline: 'bad' } as const

function Connection({ isRunning }: { isRunning: boolean }) {
  const { status, lastEventAt } = useConnection()
  const userLocale = useLocale()
  return (
    <span role="status" className="flex items-center gap-2 text-sm text-soft">
      {lastEventAt && <span className="max-sm:hidden">last at {moment(lastEventAt, userLocale, 'time')}</span>}
      {isRunning ? <Badge tone={STATES[status]}>{status}</Badge> : <Badge>stopped</Badge>}
    </span>
  )
}

const Waiting = () => (
  <Card>
    <Empty title="Waiting for the next price">
      Values appear with the first price that moves. Prices come from the source that your server is set up with.
    </Empty>
  </Card>
)

const LOOKS = { 1: 'text-good', 0: '', [-1]: 'text-bad' } as const

function Shown({ seen: { now, past } }: { seen: Seen }) {
  const { locale } = useLocale()
  const { value, total_gain, currency, holdings } = now
  return (
    <div className="space-y-4">
      <section className="card flex flex-wrap items-center justify-between gap-4 p-4 sm:p-5" aria-label="Value">
        <div>
          <p
            className={`money text-3xl font-semibold tracking-tight transition-colors ${LOOKS[direction(past.get(''))]}`}
          >
            {value === null ? 'Not known' : money(value, currency, locale)}
          </p>
          {total_gain !== null && (
            <p className="money text-sm text-soft">
              {gainMoney(total_gain, currency, locale)} since the first purchase
            </p>
          )}
        </div>
        <Sparkline label="The value since this page was opened" values={past.get('') ?? []} className="h-12 w-48" />
      </section>
      <Card title="Holdings">
        <ul className="divide-y divide-line">
          {holdings.map((holding) => (
            <Row key={holding.symbol} holding={holding} currency={currency} values={past.get(holding.symbol)} />
          ))}
        </ul>
      </Card>
    </div>
  )
}

interface RowProps {
  holding: Seen['now']['holdings'][number]
  currency: string
  values: readonly (number | null)[] | undefined
}

function Row({ holding: { symbol, quantity, value, gain }, currency, values }: RowProps) {
  const { locale } = useLocale()
  return (
    <li className="flex items-center gap-4 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{symbol}</p>
        <p className="money text-xs text-soft">{decimalText(quantity, locale)}</p>
      </div>
      <Sparkline
        label={`${symbol} since this page was opened`}
        values={values ?? []}
        className="h-7 w-24 max-sm:hidden"
      />
      <div className="w-32 text-right">
        <p className={`money font-medium transition-colors ${LOOKS[direction(values)]}`}>
          {value === null ? '–' : money(value, currency, locale)}
        </p>
        {gain !== null && <p className="money text-xs text-soft">{gainMoney(gain, currency, locale)}</p>}
      </div>
    </li>
  )
}
