import { useState } from 'react'
import { DataTable, type Column } from '@/components/data-table'
import { Badge, Button, Card, Empty, Failure, FormError, Loading } from '@/components/ui'
import { dayWords } from '@/lib/days'
import { decimalText, money, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { typeName } from '../shared/activityTypes'
import type { Portfolio } from '../shared/api'
import { useImport, useStore, type Import, type Row } from './api'
import { Mapper } from './Mapper'
import { Questions } from './Questions'
import { chosen, counted, verdictOf, VERDICTS } from './rows'

interface Props {
  portfolio: Portfolio
  id: number
  onClose: () => void
}

/** One file: what it asks, or what each of its rows would become. */
export function BroughtFile({ portfolio, id, onClose }: Props) {
  const { data, error, refetch } = useImport(portfolio.id, id)
  if (!data) return <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
  return (
    <Card
      title={data.filename}
      className="overflow-hidden"
      action={
        <Button look="ghost" onClick={onClose}>
          Another file
        </Button>
      }
    >
      <Body portfolio={portfolio} file={data} onClose={onClose} />
    </Card>
  )
}

function Body({ portfolio, file, onClose }: { portfolio: Portfolio; file: Import; onClose: () => void }) {
  const { state, preview, error } = file
  if (state === 'reading') return <Loading />
  if (state === 'refused' || !preview) {
    return <Empty title="This file cannot be read">{error ?? 'Nothing is kept of it any more.'}</Empty>
  }
  if (preview.table) return <Mapper portfolio={portfolio.id} file={file} table={preview.table} />
  if (state === 'asking') return <Questions portfolio={portfolio.id} file={file} questions={preview.questions} />
  return <Rows portfolio={portfolio} file={file} rows={preview.rows} warnings={preview.warnings} onClose={onClose} />
}

interface RowsProps {
  portfolio: Portfolio
  file: Import
  rows: Row[]
  warnings: string[]
  onClose: () => void
}

function Rows({ portfolio, file, rows, warnings, onClose }: RowsProps) {
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set())
  const store = useStore(portfolio.id, file.id)
  const userLocale = useLocale()
  const { keep, leave, count } = chosen(rows, turned)
  const isOpen = file.state === 'ready'
  const turn = (place: number) => {
    const next = new Set(turned)
    if (!next.delete(place)) next.add(place)
    setTurned(next)
  }
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3 sm:px-5">
        <p className="text-sm text-soft">{counted(rows)}</p>
        {isOpen && (
          <Button
            look="primary"
            busy={store.isPending}
            disabled={count === 0}
            onClick={() => {
              store.mutate({ keep, leave }, { onSuccess: onClose })
            }}
          >
            Store {count} {count === 1 ? 'activity' : 'activities'}
          </Button>
        )}
      </div>
      <FormError error={store.error} />
      {warnings.map((each) => (
        <p key={each} className="px-4 py-2 text-sm text-warn sm:px-5">
          {each}
        </p>
      ))}
      <DataTable
        label="Rows of the file"
        columns={columnsOf(userLocale, isOpen ? { turned, turn } : null)}
        rows={rows}
        keyOf={({ place }) => place}
        rowPx={57}
        measured
        empty={<Empty title="There is no row in this file" />}
        className="max-h-[36rem]"
      />
    </>
  )
}

interface Turning {
  turned: ReadonlySet<number>
  turn: (place: number) => void
}

const columnsOf = (userLocale: UserLocale, turning: Turning | null): Column<Row>[] => [
  {
    id: 'take',
    head: <span className="sr-only">Store</span>,
    cell: (row) => turning && <Take row={row} {...turning} />,
    width: '2.5rem',
  },
  {
    id: 'what',
    head: 'Row',
    cell: (row) => <What row={row} userLocale={userLocale} />,
    width: 'minmax(0,1fr)',
  },
  {
    id: 'amount',
    head: 'Amount',
    cell: ({ activity }) => <span className="money">{activity && amountOf(activity, userLocale.locale)}</span>,
    width: '9rem',
    right: true,
    from: 'md',
  },
  {
    id: 'verdict',
    head: 'Becomes',
    cell: (row) => {
      const [words, tone] = VERDICTS[verdictOf(row)]
      return <Badge tone={tone}>{words}</Badge>
    },
    width: '6.5rem',
    right: true,
  },
]

/** New rows are ticked and known ones are not; either can be overruled. */
function Take({ row, turned, turn }: { row: Row } & Turning) {
  const verdict = verdictOf(row)
  if (verdict !== 'new' && verdict !== 'known') return null
  return (
    <input
      type="checkbox"
      className="size-4 accent-(--accent)"
      aria-label={`Store line ${row.line}`}
      checked={(verdict === 'new') !== turned.has(row.place)}
      onChange={() => {
        turn(row.place)
      }}
    />
  )
}

function What({
  row: { line, activity, problem, skipped, warnings, name },
  userLocale,
}: {
  row: Row
  userLocale: UserLocale
}) {
  const notes = [problem, skipped, ...warnings].filter((each) => each !== null)
  return (
    <div className="min-w-0 py-1">
      <p className="truncate">
        {activity
          ? `${typeName(activity.type)} ${activity.symbol ?? ''} · ${dayWords(activity.on, userLocale)}`
          : (name ?? `Line ${line}`)}
      </p>
      {activity?.quantity && (
        <p className="money text-xs text-soft">{decimalText(activity.quantity, userLocale.locale)} units</p>
      )}
      {notes.map((each) => (
        <p key={each} className={`text-xs [overflow-wrap:anywhere] ${each === problem ? 'text-bad' : 'text-soft'}`}>
          Line {line}: {each}
        </p>
      ))}
    </div>
  )
}

function amountOf({ amount, unit_price, currency }: NonNullable<Row['activity']>, locale: string): string {
  if (amount !== null) return money(amount, currency, locale)
  return unit_price === null ? '–' : `at ${money(unit_price, currency, locale)}`
}
