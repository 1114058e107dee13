import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Transaction } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { Amount, Avatar, Status, titleOf } from './Row'

const ROW_PX = 57
const AHEAD = 30

interface Props {
  rows: Transaction[]
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  onChoose: (transaction: Transaction) => void
}

/** Only the rows in sight exist; a hundred thousand scroll like ten. */
export function Table({ rows, list, onChoose }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (last >= rows.length - AHEAD && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <div
      ref={frame}
      id="transaction-rows"
      role="table"
      aria-label="Transactions"
      aria-rowcount={hasNextPage ? -1 : rows.length + 1}
      tabIndex={0}
      className="h-[calc(100dvh-15.5rem)] min-h-80 overflow-y-auto overscroll-contain"
    >
      <div role="rowgroup" className="sticky top-0 z-[1] hidden border-b border-line bg-card md:block">
        <div role="row" className={`${GRID} px-5 py-2.5 text-xs font-medium text-soft`}>
          <span role="columnheader">Transaction</span>
          <span role="columnheader">When</span>
          <span role="columnheader">Status</span>
          <span role="columnheader" className="text-right">
            Amount
          </span>
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index]
          return row && <TableRow key={item.key} row={row} index={item.index} top={item.start} onChoose={onChoose} />
        })}
      </div>
    </div>
  )
}

const GRID = 'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[minmax(0,1fr)_11rem_10rem_9rem]'

interface RowProps {
  row: Transaction
  index: number
  top: number
  onChoose: (transaction: Transaction) => void
}

function TableRow({ row, index, top, onChoose }: RowProps) {
  const taste = useTaste()
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${GRID} absolute inset-x-0 border-b border-line px-4 hover:bg-raised/60 sm:px-5`}
      style={{ height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="flex min-w-0 items-center gap-3">
        <Avatar name={titleOf(row)} />
        <span className="min-w-0">
          <button
            type="button"
            className="block max-w-full truncate text-left text-sm font-medium after:absolute after:inset-0"
            onClick={() => {
              onChoose(row)
            }}
          >
            {titleOf(row)}
          </button>
          <span className="block truncate text-xs text-soft">
            <span className="md:hidden">{moment(row.occurred_at, taste)} · </span>
            {row.description ?? row.transaction_id}
          </span>
        </span>
      </span>
      <span role="cell" className="hidden text-sm text-soft md:block">
        {moment(row.occurred_at, taste)}
      </span>
      <span role="cell" className="hidden md:block">
        <Status transaction={row} />
      </span>
      <span role="cell" className="text-right text-sm">
        <Amount transaction={row} />
      </span>
    </div>
  )
}
