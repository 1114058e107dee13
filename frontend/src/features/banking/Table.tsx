import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Transaction } from '@/lib/api/types'
import type { Selection } from './selection'
import { GRID, ROW_PX, TableRow } from './TableRow'

const AHEAD = 30

interface Props {
  rows: Transaction[]
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  selection: Selection
  /** On a phone the boxes are there only while one selects. */
  selecting: boolean
  onChoose: (transaction: Transaction) => void
}

/** Only the rows in sight exist; a hundred thousand scroll like ten. */
export function Table({ rows, list, selection, selecting, onChoose }: Props) {
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
      <div role="rowgroup" className="sticky top-0 z-[2] hidden border-b border-line bg-card md:block">
        <Header rows={rows} selection={selection} />
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <TableRow
                key={row.transaction_id}
                row={row}
                index={item.index}
                top={item.start}
                selection={selection}
                selecting={selecting}
                onChoose={onChoose}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

function Header({ rows, selection }: { rows: Transaction[]; selection: Selection }) {
  const some = selection.chosen.size
  const full = some > 0 && some === rows.filter((row) => row.state === 'stored').length
  return (
    <div role="row" className={`${GRID} px-5 py-2.5 text-xs font-medium text-soft`}>
      <span role="columnheader" className="flex">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          aria-label="Select all that are loaded"
          checked={full}
          ref={(box) => {
            if (box) box.indeterminate = some > 0 && !full
          }}
          onChange={(event) => {
            selection.all(event.target.checked)
          }}
        />
      </span>
      <span role="columnheader">Transaction</span>
      <span role="columnheader">Category</span>
      <span role="columnheader" className="hidden lg:block">
        When
      </span>
      <span role="columnheader" className="text-right">
        Amount
      </span>
    </div>
  )
}
