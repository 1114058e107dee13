import { FileUp } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { NewPill } from '@/components/NewPill'
import { Card, Empty, Loading, PageTitle } from '@/components/ui'
import { useHold } from '@/lib/hold'
import { rowsOf } from '@/features/banking/shared/transactions/lists'
import { useWaiting } from '@/features/banking/shared/transactions/live'
import { useRowOrder } from '@/features/banking/shared/transactions/order'
import { useTransactions } from './api'
import { BulkBar } from './BulkBar'
import { FilterBar } from './FilterBar'
import { useFilters } from './filters'
import { useSelection } from './selection'
import { Table } from './Table'

const FirstSteps = lazy(() => import('@/features/banking/shared/FirstSteps'))

export default function Transactions() {
  const [filters, change] = useFilters()
  const list = useTransactions(filters)
  const [selecting, setSelecting] = useState(false)
  const waiting = useWaiting()
  const rows = useMemo(() => rowsOf(list.data), [list.data])
  const selection = useSelection(
    useMemo(() => rows.filter((row) => row.state === 'stored').map((row) => row.transaction_id), [rows]),
  )
  useHold(selecting || selection.chosen.size > 0)
  useRowOrder(useMemo(() => rows.map((row) => row.transaction_id), [rows]))
  const filtered = Object.values(filters).some(Boolean)
  const done = () => {
    selection.clear()
    setSelecting(false)
  }
  return (
    <>
      <PageTitle title="Transactions">
        <Link to="/import" className="inline-flex items-center gap-1.5 text-sm text-accent hover:underline">
          <FileUp className="size-4" aria-hidden /> Import a statement
        </Link>
      </PageTitle>
      <Card className="overflow-hidden">
        <FilterBar
          filters={filters}
          onChange={change}
          selecting={selecting}
          onSelecting={(on) => {
            selection.clear()
            setSelecting(on)
          }}
        />
        <div className="relative">
          <NewPill
            count={rows.length > 0 ? waiting.count : 0}
            onClick={() => {
              waiting.show()
              document.getElementById('transaction-rows')?.scrollTo({ top: 0, behavior: 'smooth' })
            }}
          />
          <Table
            rows={rows}
            source={list}
            selection={selection}
            selecting={selecting}
            empty={filtered ? <NoMatch /> : <None />}
          />
        </div>
      </Card>
      {selection.chosen.size > 0 && <BulkBar selection={selection} onDone={done} />}
    </>
  )
}

const None = () => (
  <Suspense fallback={<Loading />}>
    <FirstSteps />
  </Suspense>
)

const NoMatch = () => (
  <Empty title="Nothing matches">
    No transaction matches all of these filters. Try fewer filters or another period.
  </Empty>
)
