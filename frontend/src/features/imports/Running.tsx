import { CheckCircle2, CircleSlash, XCircle } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Button, Failure, Loading } from '@/components/ui'
import { count, duration } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { isRunning, useCancel, useImport, useRefreshImports, type Import } from './api'
import { useProgress } from './progress'
import { UndoButton } from './UndoButton'

/** Step 4: the import as it goes on, and how it ended. */
export function Running({ id, onAnother }: { id: number; onAnother: () => void }) {
  const record = useImport(id)
  if (record.error && !record.data) return <Failure error={record.error} retry={() => void record.refetch()} />
  if (!record.data) return <Loading rows={2} />
  return (
    <div className="p-4 sm:p-5">
      {isRunning(record.data) ? <Bar record={record.data} /> : <Ended record={record.data} onAnother={onAnother} />}
    </div>
  )
}

function Bar({ record }: { record: Import }) {
  const { locale } = useTaste()
  const refresh = useRefreshImports()
  const told = useProgress(`import:${record.id}`, refresh)
  const done = Math.max(told?.done ?? 0, record.done)
  const total = Math.max(told?.total ?? record.total, done)
  const percent = total ? Math.min(100, Math.round((done / total) * 100)) : 0
  const pace = [
    told?.rowsPerS ? `${count(told.rowsPerS, locale)} rows/s` : null,
    told?.etaS ? `${duration(told.etaS)} left` : null,
  ].filter(Boolean)
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <p className="font-medium [overflow-wrap:anywhere]">Importing {record.filename}</p>
        <p className="money text-sm text-soft">{percent} %</p>
      </div>
      <div
        role="progressbar"
        aria-label={`Importing ${record.filename}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-2 overflow-hidden rounded-full bg-raised"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="money text-sm text-soft">
          {record.state === 'queued'
            ? 'Waiting for its turn'
            : [`${count(done, locale)} of ${count(total, locale)} rows`, ...pace].join(' · ')}
        </p>
        <CancelButton record={record} />
      </div>
      <p className="text-xs text-soft">You may leave this page; it goes on by itself.</p>
    </div>
  )
}

function CancelButton({ record }: { record: Import }) {
  const cancel = useCancel()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true)
        }}
      >
        Cancel
      </Button>
      <Confirm
        title="Stop this import?"
        open={asking}
        action="Stop it"
        busy={cancel.isPending}
        onClose={() => {
          setAsking(false)
        }}
        onConfirm={() => {
          cancel.mutate(record.id, {
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: () => {
              setAsking(false)
            },
          })
        }}
      >
        What was stored of {record.filename} is taken back.
      </Confirm>
    </>
  )
}

function Ended({ record, onAnother }: { record: Import; onAnother: () => void }) {
  const { locale } = useTaste()
  const good = record.state === 'done'
  const words: Partial<Record<Import['state'], ReactNode>> = {
    done: `${count(record.new, locale)} new, ${count(record.duplicates, locale)} known already${record.problem_count ? `, ${count(record.problem_count, locale)} could not be read` : ''}.`,
    failed: record.error ?? 'It could not be read.',
    cancelled: 'Stopped; nothing of it was kept.',
    undone: 'Taken back.',
  }
  const Icon = good ? CheckCircle2 : record.state === 'failed' ? XCircle : CircleSlash
  return (
    <div role="status" className="flex flex-col items-center gap-3 py-6 text-center">
      <Icon
        className={`size-10 ${good ? 'text-good' : record.state === 'failed' ? 'text-bad' : 'text-soft'}`}
        aria-hidden
      />
      <p className="font-medium [overflow-wrap:anywhere]">{record.filename}</p>
      <p className="text-sm text-soft">{words[record.state]}</p>
      <Problems record={record} />
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {good && record.new > 0 && (
          <Link
            to="/transactions?source=import"
            className="inline-flex min-h-9 items-center rounded-lg bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
          >
            See them
          </Link>
        )}
        {good && <UndoButton record={record} />}
        <Button onClick={onAnother}>Import another</Button>
      </div>
    </div>
  )
}

function Problems({ record }: { record: Import }) {
  if (record.state !== 'done' || record.problems.length === 0) return null
  return (
    <details className="w-full max-w-xl text-left text-sm">
      <summary className="cursor-pointer text-center text-soft">What could not be read</summary>
      <ul className="mt-2 max-h-56 divide-y divide-line overflow-y-auto rounded-lg border border-line" tabIndex={0}>
        {record.problems.map(({ line, message }) => (
          <li key={line} className="px-3 py-2">
            Line {line}: {message}
          </li>
        ))}
      </ul>
    </details>
  )
}
