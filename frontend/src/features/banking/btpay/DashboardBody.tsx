import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { Choice } from '@/components/Choice'
import { FeedRow } from '@/features/banking/shared/FeedRow'
import { NewPill } from '@/components/NewPill'
import { Card, Failure, Loading, Skeleton } from '@/components/ui'
import type { Dashboard, Transaction } from '@/lib/api/types'
import { useKeyboardHold } from '@/lib/keyboardHold'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { useRowOrder } from '@/features/banking/shared/transactions/order'
import { useUser } from '@/lib/user'
import { Banks } from './Banks'
import { Categories } from './Categories'
import { Hours } from './Hours'
import { Merchants } from './Merchants'
import { Tiles } from './Tiles'

const FirstSteps = lazy(() => import('@/features/banking/shared/FirstSteps'))

interface Props {
  dashboard: Dashboard | undefined
  error: unknown
  retry: () => void
  rows: Transaction[]
  /** How many wait while one is busy with these, and the way to show them. */
  waiting: { count: number; show: () => void }
  aside?: ReactNode
}

/** What both dashboards show, whichever way it comes. */
export function DashboardBody({ dashboard, error, retry, rows, waiting, aside }: Props) {
  const [currency, choose, currencies] = useCurrency(dashboard)
  if (error && !dashboard) {
    return (
      <Card>
        <Failure error={error} retry={retry} />
      </Card>
    )
  }
  const pick = currencies.length > 1 && (
    <Choice
      label="Currency"
      value={currency}
      options={currencies.map((each) => [each, each] as const)}
      onChange={choose}
    />
  )
  return (
    <>
      <Tiles dashboard={dashboard} />
      <div className="mt-4 grid grid-cols-1 items-start gap-4 lg:grid-cols-5">
        <div className="grid grid-cols-1 gap-4 lg:col-span-3">
          <Card title="Spent today, by the hour" action={pick}>
            <div className="p-4 sm:p-5">
              {dashboard ? <Hours hourly={dashboard.hourly} currency={currency} /> : <Skeleton className="h-36" />}
            </div>
          </Card>
          <Feed rows={rows} waiting={waiting} loading={!dashboard} />
        </div>
        <div className="grid grid-cols-1 gap-4 lg:col-span-2">
          <Card title={`Categories this month, ${currency}`}>
            {dashboard ? (
              <Categories sums={dashboard.categories} months={dashboard.stats.month} currency={currency} />
            ) : (
              <Loading rows={4} />
            )}
          </Card>
          <Card title="Top merchants this month">
            {dashboard ? <Merchants sums={dashboard.top_merchants} /> : <Loading rows={4} />}
          </Card>
          <Banks connections={dashboard?.connections} />
          {aside}
        </div>
      </div>
    </>
  )
}

/** Sums never mix currencies: one is shown at a time, the user's own first. */
function useCurrency(dashboard: Dashboard | undefined): [string, (currency: string) => void, string[]] {
  const { base_currency } = useUser()
  const [chosen, setChosen] = useState<string | null>(null)
  const found = [...new Set(dashboard?.stats.month.map((total) => total.currency))]
  const first = found.includes(base_currency) ? base_currency : (found[0] ?? base_currency)
  const currency = chosen !== null && found.includes(chosen) ? chosen : first
  return [currency, setChosen, [...found].sort((a, b) => Number(b === first) - Number(a === first)).slice(0, 4)]
}

function Feed({ rows, waiting, loading }: Pick<Props, 'rows' | 'waiting'> & { loading: boolean }) {
  const { open } = useOpenTransaction()
  useRowOrder(useMemo(() => rows.map((row) => row.transaction_id), [rows]))
  return (
    <Card title="Recent transactions" className="relative overflow-hidden">
      {loading && <Loading />}
      {!loading && rows.length === 0 && (
        <Suspense fallback={<Loading />}>
          <FirstSteps />
        </Suspense>
      )}
      {rows.length > 0 && <NewPill count={waiting.count} onClick={waiting.show} className="top-14" />}
      <ul className="divide-y divide-line" aria-label="Recent transactions" {...useKeyboardHold()}>
        {rows.map((row) => (
          <FeedRow key={row.transaction_id} row={row} onOpen={open} />
        ))}
      </ul>
    </Card>
  )
}
