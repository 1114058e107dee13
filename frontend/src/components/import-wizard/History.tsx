import { Link } from 'react-router'
import { Badge, Button, Card, Empty, Failure, Loading } from '@/components/ui'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { isRunning, useImports } from './api'
import { UndoButton } from './UndoButton'
import { canUndo, problems, STATES } from './labels'
import type { ImportSchema } from './schema'
import type { ImportRecord } from './types'

type Schema = Pick<ImportSchema, 'api' | 'counted' | 'undo' | 'path' | 'formats'>

/** Every file that was imported, the way back, and the way on for what is not finished. */
export function History({ schema, current }: { schema: Schema; current: number | null }) {
  const imports = useImports(schema)
  const items = imports.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card title="Previous imports" className="mt-4 overflow-hidden">
      {imports.isPending && <Loading rows={2} />}
      {imports.error && !imports.data && <Failure error={imports.error} retry={() => void imports.refetch()} />}
      {imports.data && items.length === 0 && (
        <Empty title="No imports yet">Each file you import is listed here, and can be undone as a whole.</Empty>
      )}
      <ul className="divide-y divide-line" aria-label="Imports">
        {items.map((record) => (
          <Row key={record.id} schema={schema} record={record} open={record.id === current} />
        ))}
      </ul>
      {imports.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button busy={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </Card>
  )
}

interface RowProps {
  schema: Schema
  record: ImportRecord
  open: boolean
}

function Row({ schema, record, open }: RowProps) {
  const { word, tone } = STATES[record.state]
  const next = record.state === 'preview' ? 'Continue' : isRunning(record) ? 'Show progress' : null
  const to = `${schema.path}?import=${record.id}`
  return (
    <li className={`flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm sm:px-5 ${open ? 'bg-tint/50' : ''}`}>
      <div className="min-w-0 flex-1 basis-56">
        <Link to={to} aria-current={open ? 'true' : undefined} className="block truncate font-medium hover:underline">
          {record.filename}
        </Link>
        <p className="text-xs text-soft">
          <Facts schema={schema} record={record} />
        </p>
      </div>
      <Badge tone={tone}>{word}</Badge>
      {next && !open && (
        <Link
          to={to}
          aria-label={`${next} ${record.filename}`}
          className="inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 hover:bg-raised"
        >
          {next}
        </Link>
      )}
      {canUndo(record) && <UndoButton schema={schema} record={record} />}
    </li>
  )
}

function Facts({ schema, record }: Pick<RowProps, 'schema' | 'record'>) {
  const userLocale = useLocale()
  const counts = [
    `${count(record.new, userLocale.locale)} new`,
    `${count(record.duplicates, userLocale.locale)} already known`,
    record.problem_count ? problems(record.problem_count, userLocale.locale) : null,
  ]
  const told = [
    moment(record.created_at, userLocale),
    schema.formats[record.format] ?? record.format,
    record.state === 'done' ? counts.filter(Boolean).join(', ') : null,
    record.state === 'failed' ? record.error : null,
  ]
  return told.filter(Boolean).join(' · ')
}
