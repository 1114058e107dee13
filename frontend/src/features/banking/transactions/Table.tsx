import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { useVirtualTable, VirtualTable, type Rows } from '@/components/VirtualTable'
import type { Transaction } from '@/lib/api/types'
import { useListPlace } from '@/lib/scrollMemory'
import { useHold } from '@/lib/hold'
import { useKeyboardHold } from '@/lib/keyboardHold'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { isTyping } from '@/lib/isTyping'
import { useLocale } from '@/lib/user'
import { daysOf } from './days'
import type { Selection } from './selection'
import { DAY_PX, GRID, ROW_PX, TableRow } from './TableRow'

/** Further down than this one reads, and does not watch what comes. */
const TOP_PX = 40

interface Props {
  rows: Transaction[]
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  selection: Selection
  /** On a phone the boxes are there only while one selects. */
  selecting: boolean
}

/** Every loaded transaction, by days. */
export function Table({ rows, list, selection, selecting }: Props) {
  const { timeZone } = useLocale()
  const days = useMemo(() => daysOf(rows, timeZone), [rows, timeZone])
  const place = useListPlace()
  const [reading, setReading] = useState(place.initial > TOP_PX)
  const { open } = useOpenTransaction()
  useHold(reading)
  const table = useVirtualTable({
    rows,
    list,
    keyOf: (row) => row.transaction_id,
    heightOf: (index) => ROW_PX + (days[index]?.first ? DAY_PX : 0),
    initialOffset: place.initial,
  })
  const { frame, virtual } = table
  useRemeasure(virtual, days)
  useOpenedInSight(frame, rows, virtual)
  return (
    <VirtualTable
      table={table}
      id="transaction-rows"
      label="Transactions"
      className="h-[calc(100dvh-15.5rem)] min-h-80 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      bodyClassName="mb-(--toast-room)"
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget
        place.keep(scrollTop)
        setReading(scrollTop > TOP_PX)
      }}
      onKeyDown={(event) => {
        move(event, frame, virtual, rows.length)
      }}
      {...useKeyboardHold()}
      head={<Header rows={rows} selection={selection} />}
    >
      {(row, index) => {
        const day = days[index]
        return day && <TableRow {...{ row, index, day, selection, selecting }} onOpen={open} />
      }}
    </VirtualTable>
  )
}

/** A row's height changes where a day's head moves to another one. */
function useRemeasure(virtual: Rows, days: unknown): void {
  useEffect(() => {
    virtual.measure()
  }, [virtual, days])
}

const titleIn = (frame: HTMLElement | null, index: number) =>
  frame?.querySelector<HTMLElement>(`[data-index="${index}"] [data-title]`)

const MOVES: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** j and k, or the arrows, move the focus from row to row. */
function move(
  event: KeyboardEvent<HTMLDivElement>,
  frame: RefObject<HTMLDivElement | null>,
  virtual: Rows,
  count: number,
): void {
  const by = MOVES[event.key]
  if (by === undefined || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  const within = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
  const first = virtual.range?.startIndex ?? 0
  const next = within ? Number(within.dataset['index']) + by : first
  if (next < 0 || next >= count) return
  event.preventDefault()
  virtual.scrollToIndex(next, { align: 'auto' })
  requestAnimationFrame(() => {
    titleIn(frame.current, next)?.focus({ preventScroll: true })
  })
}

/** While the drawer steps through the rows its row stays in sight, and has the focus once the drawer closes. */
function useOpenedInSight(frame: RefObject<HTMLDivElement | null>, rows: Transaction[], virtual: Rows): void {
  const { openId } = useOpenTransaction()
  const last = useRef({ openId, steps: 0 })
  useEffect(() => {
    const before = last.current
    if (before.openId === openId) return
    const stepped = before.openId !== null && openId !== null
    last.current = { openId, steps: stepped ? before.steps + 1 : before.steps }
    const index = rows.findIndex((row) => row.transaction_id === (openId ?? before.openId))
    if (index < 0) return
    if (stepped) virtual.scrollToIndex(index, { align: 'auto' })
    if (openId !== null) return
    last.current.steps = 0
    if (before.steps > 0) requestAnimationFrame(() => titleIn(frame.current, index)?.focus({ preventScroll: true }))
  }, [frame, openId, rows, virtual])
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
        Time
      </span>
      <span role="columnheader" className="text-right">
        Amount
      </span>
    </div>
  )
}
