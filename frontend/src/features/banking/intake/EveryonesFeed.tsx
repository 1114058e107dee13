import { Pause, Play } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Badge, Button, Card, Empty } from '@/components/ui'
import { ColumnHeads, useVirtualTable, VirtualTable } from '@/components/VirtualTable'
import type { Transaction } from '@/lib/api/types'
import { count, moment, money } from '@/lib/format'
import { useEvent, useTopic } from '@/lib/realtime'
import { unique } from '@/features/banking/shared/transactions/unique'
import { useLocale } from '@/lib/user'
import { useEveryones } from './api'

const SHOWN = 60
const ROW_PX = 37
const GRID =
  'grid grid-cols-[3.5rem_minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[5rem_3.5rem_minmax(0,1fr)_8rem]'

/** What the intake takes in, everybody's, as it comes; a firehose is counted where it cannot be read. */
export function EveryonesFeed() {
  const { rows, seen, paused, setPaused } = useFirehose(useEveryones().data?.items)
  const userLocale = useLocale()
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Everyone&rsquo;s transactions <Badge>{count(seen, userLocale.locale)} seen</Badge>
        </span>
      }
      className="overflow-hidden lg:col-span-3"
      action={
        <Button
          look="ghost"
          aria-pressed={paused}
          onClick={() => {
            setPaused(!paused)
          }}
        >
          {paused ? <Play className="size-4" aria-hidden /> : <Pause className="size-4" aria-hidden />}
          {paused ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      {rows.length === 0 && <Empty title="Quiet right now">Every accepted transaction appears here at once.</Empty>}
      {rows.length > 0 && <Rows rows={rows} />}
    </Card>
  )
}

function Rows({ rows }: { rows: Transaction[] }) {
  const userLocale = useLocale()
  const table = useVirtualTable({ rows, keyOf: (row) => `${row.user}:${row.transaction_id}`, heightOf: () => ROW_PX })
  return (
    <VirtualTable
      table={table}
      label="Everyone's transactions"
      className="max-h-[26rem] overflow-y-auto"
      head={<ColumnHeads names={['Time', 'User', 'Transaction', 'Amount']} right={['Amount']} grid={GRID} />}
    >
      {(row, index) => (
        <div
          role="row"
          aria-rowindex={index + 2}
          className={`${GRID} border-b border-line px-4 text-sm sm:px-5`}
          style={{ height: ROW_PX }}
        >
          <span role="cell" className="hidden text-xs tabular-nums text-soft md:block">
            {moment(row.received_at, userLocale, 'time')}
          </span>
          <span role="cell" className="text-xs text-soft">
            user {row.user}
          </span>
          <span role="cell" className="min-w-0 truncate">
            {row.merchant ?? row.description ?? row.transaction_id}
          </span>
          <span role="cell" className="money text-right font-medium">
            {money(row.amount_decimal, row.currency, userLocale.locale)}
          </span>
        </div>
      )}
    </VirtualTable>
  )
}

function useFirehose(stored: Transaction[] = []) {
  const [rows, setRows] = useState<Transaction[]>([])
  const [seen, setSeen] = useState(0)
  const [paused, setPaused] = useState(false)
  const waiting = useRef<Transaction[]>([])
  const counted = useRef(0)
  const frame = useRef(0)
  const paint = useCallback(() => {
    frame.current = 0
    const batch = waiting.current.splice(0).reverse()
    setSeen(counted.current)
    setRows((before) => [...batch, ...before].slice(0, SHOWN))
  }, [])
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current)
    },
    [],
  )
  useTopic('admin.transactions')
  useEvent('transactions.accepted', (batch, { omitted }) => {
    counted.current += batch.length + (omitted ?? 0)
    waiting.current = [...waiting.current, ...batch].slice(-SHOWN)
    if (!paused) frame.current ||= requestAnimationFrame(paint)
  })
  return { rows: unique([...rows, ...stored]).slice(0, SHOWN), seen, paused, setPaused }
}
