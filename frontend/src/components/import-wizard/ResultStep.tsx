import { CheckCircle2, CircleSlash, XCircle } from 'lucide-react'
import { Link } from 'react-router'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Problems } from './Problems'
import { UndoButton } from './UndoButton'
import { canUndo } from './labels'
import type { ImportSchema } from './schema'
import type { ImportRecord } from './types'

const LOOKS = {
  done: [CheckCircle2, 'text-good', 'Imported'],
  failed: [XCircle, 'text-bad', 'This import failed'],
  cancelled: [CircleSlash, 'text-soft', 'Cancelled'],
  undone: [CircleSlash, 'text-soft', 'Undone'],
} as const

interface Props {
  schema: Pick<ImportSchema, 'api' | 'counted' | 'undo' | 'result' | 'path' | 'lineOf'>
  record: ImportRecord
}

/** The last step, once it is over: how it ended, and what can be done now. */
export function ResultStep({ schema, record }: Props) {
  const [Icon, tone, title] = LOOKS[record.state as keyof typeof LOOKS]
  return (
    <div className="flex flex-col items-center gap-2 p-4 pt-8 text-center sm:p-5 sm:pt-10">
      <Icon className={`size-10 ${tone}`} aria-hidden />
      <div role="status" className="space-y-1">
        <p className="font-semibold">{title}</p>
        <p className="text-sm text-soft [overflow-wrap:anywhere]">{record.filename}</p>
        <p className="text-sm">
          <Words schema={schema} record={record} />
        </p>
      </div>
      {record.state === 'done' && record.problem_count > 0 && (
        <details className="w-full max-w-xl text-sm">
          <summary className="cursor-pointer py-1 text-soft">What could not be read</summary>
          <div className="mt-2 max-h-64 overflow-y-auto rounded-lg border border-line" tabIndex={0}>
            <Problems record={record} lineOf={schema.lineOf} />
          </div>
        </details>
      )}
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {record.state === 'done' && (
          <Link
            to={schema.result.to}
            className="inline-flex min-h-9 items-center rounded-lg bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
          >
            {schema.result.words}
          </Link>
        )}
        {canUndo(record) && <UndoButton schema={schema} record={record} />}
        <Link
          to={schema.path}
          className="inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
        >
          Import another file
        </Link>
      </div>
    </div>
  )
}

function Words({ schema, record }: Props) {
  const { locale } = useLocale()
  if (record.state === 'failed') return record.error ?? 'It could not be read.'
  if (record.state === 'cancelled') return 'Nothing from this file was stored.'
  if (record.state === 'undone') return schema.undo.done
  const rest = [
    `${count(record.duplicates, locale)} already known`,
    record.problem_count ? `${count(record.problem_count, locale)} could not be read` : null,
  ]
  return `${schema.counted(record.new, locale)} stored · ${rest.filter(Boolean).join(' · ')}`
}
