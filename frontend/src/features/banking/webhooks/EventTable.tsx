import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { WebhookEvent } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { EventState } from './labels'

const ROW_PX = 57
const AHEAD = 20
const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[11rem_5rem_minmax(0,1fr)_7.5rem_8rem] md:gap-5'

interface Props {
  rows: WebhookEvent[]
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  onChoose: (id: number) => void
}

/** Only the rows in sight exist; older ones are fetched as one scrolls. */
export function EventTable({ rows, list, onChoose }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
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
      role="table"
      aria-label="Webhook events"
      aria-rowcount={hasNextPage ? -1 : rows.length + 1}
      tabIndex={0}
      className="h-[calc(100dvh-19rem)] min-h-80 overflow-y-auto overscroll-contain"
    >
      <div role="rowgroup" className="sticky top-0 z-[1] hidden border-b border-line bg-card md:block">
        <div role="row" className={`${GRID} px-5 py-2.5 text-xs font-medium text-soft`}>
          {['Received', 'Provider', 'Event', 'New + changed', 'State'].map((name) => (
            <span key={name} role="columnheader" className={name === 'New + changed' ? 'text-right' : ''}>
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index]
          return row && <Row key={item.key} row={row} index={item.index} top={item.start} onChoose={onChoose} />
        })}
      </div>
    </div>
  )
}

interface RowProps {
  row: WebhookEvent
  index: number
  top: number
  onChoose: (id: number) => void
}

function Row({ row, index, top, onChoose }: RowProps) {
  const userLocale = useLocale()
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${GRID} absolute inset-x-0 border-b border-line px-4 text-sm hover:bg-raised/60 sm:px-5`}
      style={{ height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      <span role="cell" className="hidden tabular-nums text-soft md:block">
        {moment(row.received_at, userLocale, 'day')} {moment(row.received_at, userLocale, 'time')}
      </span>
      <span role="cell" className="hidden md:block">
        {row.provider}
      </span>
      <span role="cell" className="min-w-0">
        <button
          type="button"
          className="block max-w-full truncate text-left font-medium after:absolute after:inset-0"
          onClick={() => {
            onChoose(row.id)
          }}
        >
          {row.event_type}
        </button>
        <span className="block truncate text-xs text-soft">
          <span className="md:hidden">
            {row.provider} · {moment(row.received_at, userLocale)}
            {row.error && ' · '}
          </span>
          {row.error ?? <span className="hidden md:inline">{row.event_id}</span>}
        </span>
      </span>
      <span role="cell" className="hidden text-right tabular-nums text-soft md:block">
        {row.stored + row.changed > 0 ? `${row.stored} + ${row.changed}` : '–'}
      </span>
      <span role="cell" className="flex items-center gap-2">
        <EventState state={row.state} />
        {row.attempts > 1 && <span className="text-xs tabular-nums text-soft">{row.attempts}×</span>}
      </span>
    </div>
  )
}
