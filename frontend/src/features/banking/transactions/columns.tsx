import { StickyNote } from 'lucide-react'
import { RowButton, type Column } from '@/components/data-table'
import { Badge } from '@/components/ui'
import { CategoryCell } from '@/features/banking/shared/categories/CategoryCell'
import { Tile } from '@/features/banking/shared/FeedRow'
import { TransactionAmount, Unsettled } from '@/features/banking/shared/Money'
import { textBelow, titleOf } from '@/features/banking/shared/transactions/title'
import type { Transaction } from '@/lib/api/types'
import { dayOf, dayWords, timeOf } from '@/lib/days'
import type { UserLocale } from '@/lib/format'
import type { Selection } from './selection'

interface Context {
  userLocale: UserLocale
  selection: Selection
  /** On a phone the boxes are there only while one selects. */
  selecting: boolean
  /** The rows that can be selected. */
  selectable: number
  onOpen: (id: string) => void
}

export const columnsOf = (context: Context): Column<Transaction>[] => [
  {
    id: 'tick',
    head: <TickAll {...context} />,
    cell: (row) => <Tick row={row} selection={context.selection} />,
    width: '1rem',
    from: 'md',
  },
  {
    id: 'transaction',
    head: 'Transaction',
    cell: (row) => <Summary row={row} {...context} />,
    width: 'minmax(0,1fr)',
  },
  {
    id: 'category',
    head: 'Category',
    cell: (row) => <CategoryCell transaction={row} />,
    width: '18rem',
    from: 'md',
  },
  {
    id: 'time',
    head: 'Time',
    cell: (row) => <Time row={row} userLocale={context.userLocale} />,
    width: '4.5rem',
    from: 'lg',
  },
  {
    id: 'amount',
    head: 'Amount',
    cell: (row) => (
      <>
        <TransactionAmount transaction={row} />
        <span className="block text-xs tabular-nums text-soft md:hidden">{timeOf(row, context.userLocale)}</span>
      </>
    ),
    width: '8rem',
    phoneWidth: 'auto',
    right: true,
  },
]

function Summary({ row, userLocale, selection, selecting, onOpen }: Context & { row: Transaction }) {
  const time = timeOf(row, userLocale)
  return (
    <div className="flex min-w-0 items-center gap-3">
      {selecting && (
        <span className="flex p-2.5 md:hidden">
          <Tick row={row} selection={selection} />
        </span>
      )}
      <span className={selecting ? 'hidden md:block' : ''}>
        <Tile row={row} />
      </span>
      <div className="min-w-0 flex-1">
        <Title row={row} onOpen={onOpen} />
        <span className="hidden truncate text-xs text-soft md:block">
          {time && <span className="lg:hidden">{time} </span>}
          {textBelow(row)}
        </span>
        <span className="mt-0.5 block md:hidden">
          <CategoryCell transaction={row} quiet />
        </span>
      </div>
    </div>
  )
}

function Title({ row, onOpen }: { row: Transaction; onOpen: (id: string) => void }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <RowButton
        className="min-w-0"
        onClick={() => {
          onOpen(row.transaction_id)
        }}
      >
        {titleOf(row)}
      </RowButton>
      <Unsettled transaction={row} />
      {row.notes && <StickyNote className="size-3.5 shrink-0 text-soft" role="img" aria-label="Has a note" />}
      <span className="hidden gap-1 xl:flex">
        {row.tags.slice(0, 2).map((tag) => (
          <Badge key={tag}>#{tag}</Badge>
        ))}
      </span>
    </span>
  )
}

function Time({ row, userLocale }: { row: Transaction; userLocale: UserLocale }) {
  return (
    <span className="tabular-nums text-soft">
      <span className="sr-only">{dayWords(dayOf(row, userLocale.timeZone), userLocale)} </span>
      {timeOf(row, userLocale)}
    </span>
  )
}

function TickAll({ selection, selectable }: Context) {
  const some = selection.chosen.size
  const full = some > 0 && some === selectable
  return (
    <input
      type="checkbox"
      className="block size-4 accent-(--accent)"
      aria-label="Select all loaded transactions"
      checked={full}
      ref={(box) => {
        if (box) box.indeterminate = some > 0 && !full
      }}
      onChange={(event) => {
        selection.all(event.target.checked)
      }}
    />
  )
}

function Tick({ row, selection }: { row: Transaction; selection: Selection }) {
  return (
    <input
      type="checkbox"
      className="relative z-[1] block size-4 accent-(--accent)"
      aria-label={`Select ${titleOf(row)}`}
      disabled={row.state === 'queued'}
      checked={selection.chosen.has(row.transaction_id)}
      onChange={(event) => {
        const { shiftKey } = event.nativeEvent as MouseEvent
        selection.toggle(row.transaction_id, event.target.checked, shiftKey)
      }}
    />
  )
}
