import { CheckCircle2, CircleSlash, XCircle } from 'lucide-react'
import { Link } from 'react-router'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { Problems } from './Problems'
import { UndoButton } from './UndoButton'
import { canUndo, transactions } from './labels'
import type { Import } from './types'

const LOOKS = {
  done: [CheckCircle2, 'text-good', 'Imported'],
  failed: [XCircle, 'text-bad', 'This import failed'],
  cancelled: [CircleSlash, 'text-soft', 'Cancelled'],
  undone: [CircleSlash, 'text-soft', 'Undone'],
} as const

/** Step 4, once it is over: how it ended, and what can be done now. */
export function ResultStep({ record }: { record: Import }) {
  const [Icon, tone, title] = LOOKS[record.state as keyof typeof LOOKS]
  return (
    <div className="flex flex-col items-center gap-2 p-4 pt-8 text-center sm:p-5 sm:pt-10">
      <Icon className={`size-10 ${tone}`} aria-hidden />
      <div role="status" className="space-y-1">
        <p className="font-semibold">{title}</p>
        <p className="text-sm text-soft [overflow-wrap:anywhere]">{record.filename}</p>
        <p className="text-sm">
          <Words record={record} />
        </p>
      </div>
      {record.state === 'done' && record.problem_count > 0 && (
        <details className="w-full max-w-xl text-sm">
          <summary className="cursor-pointer py-1 text-soft">What could not be read</summary>
          <div className="mt-2 max-h-64 overflow-y-auto rounded-lg border border-line" tabIndex={0}>
            <Problems record={record} />
          </div>
        </details>
      )}
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {record.state === 'done' && (
          <Link
            to="/transactions?source=import"
            className="inline-flex min-h-9 items-center rounded-lg bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
          >
            See transactions
          </Link>
        )}
        {canUndo(record) && <UndoButton record={record} />}
        <Link
          to="/import"
          className="inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
        >
          Import another
        </Link>
      </div>
    </div>
  )
}

function Words({ record }: { record: Import }) {
  const { locale } = useLocale()
  if (record.state === 'failed') return record.error ?? 'It could not be read.'
  if (record.state === 'cancelled') return 'Nothing was kept.'
  if (record.state === 'undone') return 'Its transactions were deleted, except those that a bank feed has confirmed.'
  const rest = [
    `${count(record.duplicates, locale)} already known`,
    record.problem_count ? `${count(record.problem_count, locale)} could not be read` : null,
  ]
  return `${transactions(record.new, locale)} stored · ${rest.filter(Boolean).join(' · ')}`
}
