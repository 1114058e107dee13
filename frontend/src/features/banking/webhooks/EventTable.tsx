import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { ColumnHeads, useVirtualTable, VirtualTable } from '@/components/VirtualTable'
import type { WebhookEvent } from '@/lib/api/types'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { EventState } from './labels'

const ROW_PX = 57
const COLUMNS = ['Received', 'Provider', 'Event', 'New + changed', 'State']
const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 md:grid-cols-[11rem_5rem_minmax(0,1fr)_7.5rem_8rem] md:gap-5'

interface Props {
  rows: WebhookEvent[]
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  onChoose: (id: number) => void
}

/** Older events are fetched as one scrolls. */
export function EventTable({ rows, list, onChoose }: Props) {
  const table = useVirtualTable({ rows, list, keyOf: (row) => row.id, heightOf: () => ROW_PX })
  return (
    <VirtualTable
      table={table}
      label="Webhook events"
      className="h-[calc(100dvh-19rem)] min-h-80 overflow-y-auto overscroll-contain"
      head={<ColumnHeads names={COLUMNS} right={['New + changed']} grid={GRID} />}
    >
      {(row, index) => <Row row={row} index={index} onChoose={onChoose} />}
    </VirtualTable>
  )
}

interface RowProps {
  row: WebhookEvent
  index: number
  onChoose: (id: number) => void
}

function Row({ row, index, onChoose }: RowProps) {
  const userLocale = useLocale()
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${GRID} relative border-b border-line px-4 text-sm hover:bg-raised/60 sm:px-5`}
      style={{ height: ROW_PX }}
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
