import { useQueryClient } from '@tanstack/react-query'
import { ArrowUp, FileUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { useRealtimeTransactions } from '@/lib/realtime'
import { unique } from '@/lib/transactions'
import { transactionsKey, useTransactions } from './api'
import { BulkBar } from './BulkBar'
import { Details } from './Details'
import { FilterBar } from './FilterBar'
import { useFilters } from './filters'
import { merged, rowsOf, useFreshTotals } from './live'
import { useSelection } from './selection'
import { Table } from './Table'

export default function Transactions() {
  useFreshTotals()
  const [filters, change] = useFilters()
  const list = useTransactions(filters)
  const [chosen, setChosen] = useState<Transaction | null>(null)
  const [selecting, setSelecting] = useState(false)
  const { arrived, show } = useArrivals(Object.values(filters).some(Boolean))
  const listed = useMemo(() => rowsOf(list.data), [list.data])
  const rows = useMemo(() => merged(arrived.shown, listed), [arrived.shown, listed])
  const selection = useSelection(
    useMemo(() => rows.filter((row) => row.state === 'stored').map((row) => row.transaction_id), [rows]),
  )
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
        {list.isPending && <Loading rows={8} />}
        {list.error && rows.length === 0 && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <Empty title="No transactions here">Nothing matches. Try fewer filters, or another span of time.</Empty>
        )}
        {rows.length > 0 && (
          <div className="relative">
            {arrived.held.length > 0 && <NewPill count={arrived.held.length} onClick={show} />}
            <Table rows={rows} list={list} selection={selection} selecting={selecting} onChoose={setChosen} />
          </div>
        )}
      </Card>
      {selection.chosen.size > 0 && <BulkBar selection={selection} onDone={done} />}
      <Details
        transaction={chosen && (rows.find((row) => row.transaction_id === chosen.transaction_id) ?? chosen)}
        onChoose={setChosen}
        onClose={() => {
          setChosen(null)
        }}
      />
    </>
  )
}

/** New rows wait behind a button while one reads further down: the page must not jump. */
function useArrivals(filtered: boolean) {
  const cache = useQueryClient()
  const [arrived, setArrived] = useState<{ shown: Transaction[]; held: Transaction[] }>({ shown: [], held: [] })
  useRealtimeTransactions({
    onCreated: (created) => {
      // What matches the filters only the server knows; the list is loaded again after the flush.
      if (filtered) return
      const newest = created.toReversed()
      const atTop = (document.getElementById('transaction-rows')?.scrollTop ?? 0) < 40
      setArrived((before) =>
        atTop
          ? { shown: unique([...newest, ...before.held, ...before.shown]).slice(0, 500), held: [] }
          : { ...before, held: unique([...newest, ...before.held]).slice(0, 1000) },
      )
    },
  })
  const show = () => {
    setArrived({ shown: unique([...arrived.held, ...arrived.shown]).slice(0, 500), held: [] })
    document.getElementById('transaction-rows')?.scrollTo({ top: 0, behavior: 'smooth' })
    void cache.invalidateQueries({ queryKey: transactionsKey })
  }
  return { arrived: filtered ? { shown: [], held: [] } : arrived, show }
}

function NewPill({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute left-1/2 top-12 z-10 inline-flex -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-4 py-1.5 text-sm font-medium text-accent-ink shadow-lg"
    >
      <ArrowUp className="size-4" aria-hidden /> {count} new
    </button>
  )
}
