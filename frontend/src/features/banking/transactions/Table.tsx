import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { DataTable, type RowSource, type TableHandle } from '@/components/data-table'
import { isLit } from '@/features/banking/shared/transactions/arrivals'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import type { Transaction } from '@/lib/api/types'
import { dayWords } from '@/lib/days'
import { useHold } from '@/lib/hold'
import { useKeyboardHold } from '@/lib/keyboardHold'
import { useListPlace } from '@/lib/scrollMemory'
import { useLocale } from '@/lib/user'
import { columnsOf } from './columns'
import { daysOf } from './days'
import type { Selection } from './selection'

const ROW_PX = 62
const DAY_PX = 34
/** Further down than this one reads, and does not watch what comes. */
const TOP_PX = 40

interface Props {
  rows: Transaction[]
  source: RowSource
  selection: Selection
  /** On a phone the boxes are there only while one selects. */
  selecting: boolean
  empty: ReactNode
}

/** Every loaded transaction, by days. */
export function Table({ rows, source, selection, selecting, empty }: Props) {
  const userLocale = useLocale()
  const days = useMemo(() => daysOf(rows, userLocale.timeZone), [rows, userLocale.timeZone])
  const place = useListPlace()
  const [reading, setReading] = useState(place.initial > TOP_PX)
  const { open } = useOpenTransaction()
  const table = useRef<TableHandle>(null)
  useHold(reading)
  useRemeasured(table, days)
  useOpenedInSight(table, rows)
  const selectable = rows.filter((row) => row.state === 'stored').length
  return (
    <DataTable
      ref={table}
      id="transaction-rows"
      label="Transactions"
      columns={columnsOf({ userLocale, selection, selecting, selectable, onOpen: open })}
      rows={rows}
      keyOf={(row) => row.transaction_id}
      rowPx={(index) => ROW_PX + (days[index]?.first ? DAY_PX : 0)}
      source={source}
      empty={empty}
      initialOffset={place.initial}
      className="h-[calc(100dvh-15.5rem)] min-h-80"
      bodyClassName="mb-(--toast-room)"
      above={(_, index) => days[index]?.first && <DayHead words={dayWords(days[index].day, userLocale)} />}
      rowProps={(row) => rowPropsOf(row, selection)}
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget
        place.keep(scrollTop)
        setReading(scrollTop > TOP_PX)
      }}
      {...useKeyboardHold()}
    />
  )
}

/** A screen reader hears the day with each row's time. */
const DayHead = ({ words }: { words: string }) => (
  <p
    aria-hidden
    className="flex shrink-0 items-end border-b border-line bg-raised/50 px-4 pb-1.5 text-xs font-medium text-soft sm:px-5"
    style={{ height: DAY_PX }}
  >
    {words}
  </p>
)

const rowPropsOf = (row: Transaction, selection: Selection) => ({
  'data-transaction': row.transaction_id,
  className: `${isLit(row) ? 'arrive' : ''} ${selection.chosen.has(row.transaction_id) ? 'bg-tint/60' : 'hover:bg-raised/60'}`,
})

/** A row's height changes where a day's head moves to another one. */
function useRemeasured(table: RefObject<TableHandle | null>, days: unknown): void {
  useEffect(() => {
    table.current?.remeasure()
  }, [table, days])
}

/** While the drawer steps through the rows its row stays in sight, and has the focus once the drawer closes. */
function useOpenedInSight(table: RefObject<TableHandle | null>, rows: Transaction[]): void {
  const { openId } = useOpenTransaction()
  const last = useRef({ openId, steps: 0 })
  useEffect(() => {
    const before = last.current
    if (before.openId === openId) return
    const stepped = before.openId !== null && openId !== null
    last.current = { openId, steps: stepped ? before.steps + 1 : before.steps }
    const index = rows.findIndex((row) => row.transaction_id === (openId ?? before.openId))
    if (index < 0) return
    if (stepped) table.current?.scrollToRow(index)
    if (openId !== null) return
    last.current.steps = 0
    if (before.steps > 0) table.current?.focusRow(index)
  }, [table, openId, rows])
}
