import { Pause, Play } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { DataTable, type Column } from '@/components/data-table'
import { Badge, Button, Card, Empty } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { count, moment, money, type UserLocale } from '@/lib/format'
import { useEvent, useTopic } from '@/lib/realtime'
import { titleOf } from '@/features/banking/shared/transactions/title'
import { unique } from '@/features/banking/shared/transactions/unique'
import { useLocale } from '@/lib/user'
import { useEveryones } from './api'

const SHOWN = 60
const ROW_PX = 37

/** What the intake takes in, everybody's, as it comes; a firehose is counted where it cannot be read. */
export function EveryonesFeed() {
  const stored = useEveryones()
  const { rows, seen, paused, setPaused } = useFirehose(stored.data)
  const userLocale = useLocale()
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Everyone’s transactions <Badge>{count(seen, userLocale.locale)} seen</Badge>
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
      <DataTable
        label="Everyone’s transactions"
        columns={columnsOf(userLocale)}
        rows={rows}
        keyOf={(row) => `${row.user}:${row.transaction_id}`}
        rowPx={ROW_PX}
        source={stored}
        empty={<Empty title="No transactions yet">Each accepted transaction appears here at once.</Empty>}
        className="max-h-[26rem]"
      />
    </Card>
  )
}

const columnsOf = (userLocale: UserLocale): Column<Transaction>[] => [
  {
    id: 'time',
    head: 'Time',
    cell: ({ received_at }) => (
      <span className="text-xs tabular-nums text-soft">{moment(received_at, userLocale, 'time')}</span>
    ),
    width: '5rem',
    from: 'md',
  },
  {
    id: 'user',
    head: 'User',
    cell: ({ user }) => <span className="text-xs text-soft">user {user}</span>,
    width: '3.5rem',
  },
  {
    id: 'transaction',
    head: 'Transaction',
    cell: (row) => <span className="block truncate">{titleOf(row)}</span>,
    width: 'minmax(0,1fr)',
  },
  {
    id: 'amount',
    head: 'Amount',
    cell: ({ amount_decimal, currency }) => (
      <span className="money font-medium">{money(amount_decimal, currency, userLocale.locale)}</span>
    ),
    width: '8rem',
    phoneWidth: 'auto',
    right: true,
  },
]

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
