import { StickyNote } from 'lucide-react'
import { useState } from 'react'
import { CategoryCell } from '@/features/banking/shared/categories/CategoryCell'
import { Tile } from '@/features/banking/shared/FeedRow'
import { TransactionAmount, Unsettled } from '@/features/banking/shared/Money'
import { Badge } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { dayWords, timeOf } from '@/lib/days'
import { isLit } from '@/features/banking/shared/transactions/arrivals'
import { textBelow, titleOf } from '@/features/banking/shared/transactions/title'
import { useLocale } from '@/lib/user'
import type { Selection } from './selection'

export const ROW_PX = 62
export const DAY_PX = 34
export const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[1rem_minmax(0,1fr)_17rem_8rem] lg:grid-cols-[1rem_minmax(0,1fr)_19rem_4.5rem_8rem]'

interface Props {
  row: Transaction
  index: number
  day: { day: string; first: boolean }
  selection: Selection
  selecting: boolean
  onOpen: (id: string) => void
}

export function TableRow({ row, index, day, selection, selecting, onOpen }: Props) {
  const userLocale = useLocale()
  const [fresh] = useState(() => isLit(row))
  const ticked = selection.chosen.has(row.transaction_id)
  const time = timeOf(row, userLocale)
  const said = dayWords(day.day, userLocale)
  const below = textBelow(row)
  return (
    <>
      {day.first && (
        <p
          aria-hidden
          className="flex items-end border-b border-line bg-raised/50 px-4 pb-1.5 text-xs font-medium text-soft sm:px-5"
          style={{ height: DAY_PX }}
        >
          {said}
        </p>
      )}
      <div
        role="row"
        aria-rowindex={index + 2}
        data-transaction={row.transaction_id}
        className={`${GRID} relative border-b border-line px-4 sm:px-5 ${fresh ? 'arrive' : ''} ${ticked ? 'bg-tint/60' : 'hover:bg-raised/60'}`}
        style={{ height: ROW_PX }}
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
            <Tile row={row} />
          </span>
          <span className="min-w-0 flex-1">
            <Title row={row} onOpen={onOpen} />
            <span className="hidden truncate text-xs text-soft md:block">
              {time && <span className="lg:hidden">{time} </span>}
              {below}
            </span>
            <span className="mt-0.5 block md:hidden">
              <CategoryCell transaction={row} quiet />
            </span>
          </span>
        </span>
        <span role="cell" className="hidden min-w-0 md:block">
          <CategoryCell transaction={row} />
        </span>
        <span role="cell" className="hidden text-sm tabular-nums text-soft lg:block">
          <span className="sr-only">{said} </span>
          {time}
        </span>
        <span role="cell" className="text-right text-sm">
          <TransactionAmount transaction={row} />
          <span className="block text-xs tabular-nums text-soft md:hidden">{time}</span>
        </span>
      </div>
    </>
  )
}

function Title({ row, onOpen }: { row: Transaction; onOpen: (id: string) => void }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        data-title
        className="block min-w-0 truncate text-left text-sm font-medium after:absolute after:inset-0"
        onClick={() => {
          onOpen(row.transaction_id)
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
