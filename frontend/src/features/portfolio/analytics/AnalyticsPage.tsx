import { RotateCw } from 'lucide-react'
import { Link } from 'react-router'
import { DataTable, useSortedRows, type Column } from '@/components/data-table'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { gainMoney, money, moment, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useAnalytics, useRefresh, type Analytics, type Totals } from './api'

/** What all portfolios come to, in the person's own currency. */
export default function AnalyticsPage() {
  const { data, error, refetch } = useAnalytics()
  const refresh = useRefresh()
  const userLocale = useLocale()
  return (
    <>
      <PageTitle title="Analytics">
        {data && (
          <span className="text-sm text-soft max-sm:hidden">
            {data.is_current ? 'As of' : 'Being refreshed; as of'} {moment(data.refreshed_at, userLocale)}
          </span>
        )}
        <Button
          busy={refresh.isPending}
          onClick={() => {
            refresh.mutate()
          }}
        >
          {!refresh.isPending && <RotateCw className="size-4" aria-hidden />}
          Refresh
        </Button>
      </PageTitle>
      {data ? (
        <Shown found={data} />
      ) : (
        <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
      )}
    </>
  )
}

function Shown({ found }: { found: Analytics }) {
  if (found.portfolios.length === 0) {
    return (
      <Card>
        <Empty title="No portfolio yet">
          <Link to="/portfolios" className="text-accent underline">
            Add a portfolio
          </Link>{' '}
          to see here what all of them come to.
        </Empty>
      </Card>
    )
  }
  return (
    <div className="space-y-4">
      <Sums found={found} />
      <Table found={found} />
    </div>
  )
}

function Sums({
  found: { value_decimal, cost_decimal, total_gain_decimal, income_decimal, currency, missing },
}: {
  found: Analytics
}) {
  const { locale } = useLocale()
  const tiles = [
    ['Value', value_decimal, false],
    ['Cost', cost_decimal, false],
    ['Total gain', total_gain_decimal, true],
    ['Income', income_decimal, false],
  ] as const
  return (
    <section className="card p-4 sm:p-5" aria-label="Totals">
      <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        {tiles.map(([name, decimal, isGain]) => (
          <div key={name}>
            <dt className="text-xs text-soft">{name}</dt>
            <dd className={`money mt-0.5 truncate text-xl font-semibold ${isGain ? gainLook(decimal) : ''}`}>
              {decimal === null ? '–' : (isGain ? gainMoney : money)(decimal, currency, locale)}
            </dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && <Missing missing={missing} />}
    </section>
  )
}

const gainLook = (decimal: string | null) =>
  decimal === null || Number(decimal) === 0 ? '' : decimal.startsWith('-') ? 'text-bad' : 'text-good'

function Missing({ missing }: Pick<Analytics, 'missing'>) {
  return (
    <ul className="mt-3 text-xs text-warn">
      {[...new Set(missing.map(({ what }) => what))].map((what) => (
        <li key={what}>{what}: not known, so the sums lack it</li>
      ))}
    </ul>
  )
}

const KEYS = {
  name: ({ name }: Totals) => name,
  value: ({ value }: Totals) => value,
  total_gain: ({ total_gain }: Totals) => total_gain,
  income: ({ income }: Totals) => income,
  twr: ({ twr }: Totals) => twr,
  xirr: ({ xirr }: Totals) => xirr,
}
const LARGEST = { by: 'value', descending: true }

function Table({ found: { portfolios, currency } }: { found: Analytics }) {
  const { locale } = useLocale()
  const sorted = useSortedRows(portfolios, KEYS, LARGEST)
  return (
    <Card title="Portfolios" className="overflow-hidden">
      <DataTable
        label="Portfolios"
        columns={columnsOf(currency, locale)}
        keyOf={({ id }) => String(id)}
        rowPx={45}
        minWidth="50rem"
        empty={null}
        {...sorted}
      />
    </Card>
  )
}

function columnsOf(currency: string, locale: string): Column<Totals>[] {
  const figure = { width: 'minmax(0,1fr)', right: true, sortable: true, largestFirst: true }
  const amount = (decimal: string | null) => (
    <span className="money">{decimal === null ? '–' : money(decimal, currency, locale)}</span>
  )
  const rate = (value: number | null) => (
    <span className={`money ${value ? (value < 0 ? 'text-bad' : 'text-good') : ''}`}>
      {value === null ? '–' : percent(value, locale)}
    </span>
  )
  return [
    {
      id: 'name',
      head: 'Portfolio',
      width: 'minmax(7rem,1.4fr)',
      sortable: true,
      pinned: true,
      cell: ({ id, name }) => (
        <Link to={`/portfolios/${id}`} className="block truncate font-medium hover:underline">
          {name}
        </Link>
      ),
    },
    { id: 'value', head: 'Value', ...figure, cell: ({ value_decimal }) => amount(value_decimal) },
    {
      id: 'total_gain',
      head: 'Total gain',
      ...figure,
      cell: ({ total_gain_decimal: gain }) => (
        <span className={`money ${gainLook(gain)}`}>{gain === null ? '–' : gainMoney(gain, currency, locale)}</span>
      ),
    },
    { id: 'income', head: 'Income', ...figure, cell: ({ income_decimal }) => amount(income_decimal) },
    { id: 'twr', head: 'Time-weighted', ...figure, cell: ({ twr }) => rate(twr) },
    { id: 'xirr', head: 'Money-weighted a year', ...figure, width: 'minmax(0,1.6fr)', cell: ({ xirr }) => rate(xirr) },
  ]
}
