import { StickyNote } from 'lucide-react'
import { Badge } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { CategoryCell } from './CategoryCell'
import { Amount, Avatar, titleOf, Unsettled } from './Row'
import type { Selection } from './selection'

export const ROW_PX = 62
export const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[1rem_minmax(0,1fr)_17rem_8rem] lg:grid-cols-[1rem_minmax(0,1fr)_18rem_9.5rem_8rem]'

interface Props {
  row: Transaction
  index: number
  top: number
  selection: Selection
  selecting: boolean
  onChoose: (transaction: Transaction) => void
}

export function TableRow({ row, index, top, selection, selecting, onChoose }: Props) {
  const taste = useTaste()
  const ticked = selection.chosen.has(row.transaction_id)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${GRID} absolute inset-x-0 border-b border-line px-4 sm:px-5 ${ticked ? 'bg-tint/60' : 'hover:bg-raised/60'}`}
      style={{ height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="hidden md:flex">
        <Tick row={row} selection={selection} />
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-3">
        {selecting && (
          <span className="flex p-2.5 md:hidden">
            <Tick row={row} selection={selection} />
          </span>
        )}
        <span className={selecting ? 'hidden md:block' : ''}>
          <Avatar name={titleOf(row)} />
        </span>
        <span className="min-w-0 flex-1">
          <Title row={row} onChoose={onChoose} />
          <span className="hidden truncate text-xs text-soft md:block">
            <span className="lg:hidden">{moment(row.occurred_at, taste)} · </span>
            {row.description ?? row.transaction_id}
          </span>
          <span className="mt-0.5 block md:hidden">
            <CategoryCell transaction={row} quiet />
          </span>
        </span>
      </span>
      <span role="cell" className="hidden min-w-0 md:block">
        <CategoryCell transaction={row} />
      </span>
      <span role="cell" className="hidden text-sm text-soft lg:block">
        {moment(row.occurred_at, taste)}
      </span>
      <span role="cell" className="text-right text-sm">
        <Amount transaction={row} />
        <span className="block text-xs text-soft md:hidden">{moment(row.occurred_at, taste, 'day')}</span>
      </span>
    </div>
  )
}

function Title({ row, onChoose }: { row: Transaction; onChoose: (transaction: Transaction) => void }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        className="block min-w-0 truncate text-left text-sm font-medium after:absolute after:inset-0"
        onClick={() => {
          onChoose(row)
        }}
      >
        {titleOf(row)}
      </button>
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

function Tick({ row, selection }: { row: Transaction; selection: Selection }) {
  return (
    <input
      type="checkbox"
      className="relative z-[1] size-4 accent-(--accent)"
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
