import type { ReactNode } from 'react'
import { DataTable, type Column, type RowSource } from '@/components/data-table'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { canRetry, useSettle, type Kind } from './api'
import { TONES } from './states'

interface Row {
  id: number
  symbol: string
  state: string
  message: string
  created_at: string
}
interface Props<Job extends Row> {
  kind: Kind
  title: string
  rows: Job[]
  source: RowSource
  empty: ReactNode
  about: (row: Job) => ReactNode
}

/** Jobs of one kind, newest first: how they ended, why, and trying again. */
export function JobHistory<Job extends Row>({ kind, title, rows, source, empty, about }: Props<Job>) {
  const columns: Column<Job>[] = [
    { id: 'job', head: 'Symbol', cell: (row) => <What row={row}>{about(row)}</What>, width: 'minmax(0,1fr)' },
    {
      id: 'state',
      head: 'State',
      // The button below the state: a column of its own would be empty nearly always, and take a fifth of a phone.
      cell: (row) => (
        <span className="flex flex-col items-end gap-2">
          <Badge tone={TONES[row.state] ?? 'calm'}>{row.state}</Badge>
          <Retry kind={kind} row={row} />
        </span>
      ),
      width: '5.5rem',
      right: true,
    },
  ]
  return (
    <Card title={title} className="overflow-hidden">
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        rowPx={65}
        measured
        source={source}
        empty={empty}
        className="max-h-[28rem]"
        rowProps={() => ({ className: 'py-2.5' })}
      />
    </Card>
  )
}

function What({ row, children }: { row: Row; children: ReactNode }) {
  const userLocale = useLocale()
  return (
    <div className="[overflow-wrap:anywhere]">
      <p>
        <span className="font-medium">{row.symbol}</span>{' '}
        <span className="text-xs text-soft">{moment(row.created_at, userLocale)}</span>
      </p>
      {children}
      {row.message && <p className="text-xs text-soft">{row.message}</p>}
    </div>
  )
}

function Retry({ kind, row }: { kind: Kind; row: Row }) {
  const retry = useSettle(kind, 'retry')
  const toast = useToast()
  if (!canRetry(row)) return null
  return (
    <Button
      busy={retry.isPending}
      aria-label={`Retry ${row.symbol}`}
      onClick={() => {
        retry.mutate(row.id, {
          onError: (error) => {
            toast(error.message, 'bad')
          },
        })
      }}
    >
      Retry
    </Button>
  )
}
