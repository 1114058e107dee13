import { DataTable, RowButton, type Column, type RowSource } from '@/components/data-table'
import { Empty } from '@/components/ui'
import type { WebhookEvent } from '@/lib/api/types'
import { moment, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { EventState } from './labels'

const ROW_PX = 57

interface Props {
  rows: WebhookEvent[]
  source: RowSource
  onChoose: (id: number) => void
}

/** Older events are fetched as one scrolls. */
export function EventTable({ rows, source, onChoose }: Props) {
  const userLocale = useLocale()
  return (
    <DataTable
      label="Webhook events"
      columns={columnsOf(userLocale, onChoose)}
      rows={rows}
      keyOf={(row) => row.id}
      rowPx={ROW_PX}
      source={source}
      empty={
        <Empty title="No webhook events">
          Each event that a provider signs is stored here before it is processed, so that it can be replayed.
        </Empty>
      }
      className="h-[calc(100dvh-19rem)] min-h-80"
      rowProps={() => ({ className: 'hover:bg-raised/60' })}
    />
  )
}

const columnsOf = (userLocale: UserLocale, onChoose: (id: number) => void): Column<WebhookEvent>[] => [
  {
    id: 'received',
    head: 'Received',
    cell: ({ received_at }) => (
      <span className="tabular-nums text-soft">
        {moment(received_at, userLocale, 'day')} {moment(received_at, userLocale, 'time')}
      </span>
    ),
    width: '11rem',
    from: 'md',
  },
  { id: 'provider', head: 'Provider', cell: (row) => row.provider, width: '5rem', from: 'md' },
  {
    id: 'event',
    head: 'Event',
    cell: (row) => <Event row={row} userLocale={userLocale} onChoose={onChoose} />,
    width: 'minmax(0,1fr)',
  },
  {
    id: 'effect',
    head: 'New + changed',
    cell: ({ stored, changed }) => (
      <span className="tabular-nums text-soft">{stored + changed > 0 ? `${stored} + ${changed}` : '–'}</span>
    ),
    width: '7.5rem',
    from: 'md',
    right: true,
  },
  {
    id: 'state',
    head: 'State',
    cell: ({ state, attempts }) => (
      <span className="flex items-center gap-2">
        <EventState state={state} />
        {attempts > 1 && <span className="text-xs tabular-nums text-soft">{attempts}×</span>}
      </span>
    ),
    width: '8rem',
    phoneWidth: 'auto',
  },
]

interface EventProps {
  row: WebhookEvent
  userLocale: UserLocale
  onChoose: (id: number) => void
}

const Event = ({ row, userLocale, onChoose }: EventProps) => (
  <>
    <RowButton
      onClick={() => {
        onChoose(row.id)
      }}
    >
      {row.event_type}
    </RowButton>
    <span className="block truncate text-xs text-soft">
      <span className="md:hidden">
        {row.provider} · {moment(row.received_at, userLocale)}
        {row.error && ' · '}
      </span>
      {row.error ?? <span className="hidden md:inline">{row.event_id}</span>}
    </span>
  </>
)
