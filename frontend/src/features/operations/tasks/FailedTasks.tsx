import { useToast } from '@/components/toasts'
import { Button, Card, Empty } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useTaskAction, type FailedRow } from './api'
import { TaskName } from './TaskName'

/** The newest tasks that failed, and sending one again. */
export function FailedTasks({ rows }: { rows: FailedRow[] }) {
  return (
    <Card title="Failed" className="overflow-hidden">
      {rows.length === 0 ? (
        <Empty title="No task has failed">The newest hundred are kept here, with the reason.</Empty>
      ) : (
        <ul
          className="max-h-[32rem] divide-y divide-line overflow-y-auto text-sm"
          tabIndex={0}
          aria-label="Failed tasks"
        >
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ row }: { row: FailedRow }) {
  const userLocale = useLocale()
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 px-4 py-2.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        <TaskName {...row} />
        <p className="text-bad">
          {row.error}
          {row.message && `: ${row.message}`}
        </p>
        <p className="text-xs text-soft">
          {moment(row.at, userLocale)} · {row.queue} · {row.worker}
        </p>
      </div>
      {row.can_retry && <Retry row={row} />}
    </li>
  )
}

function Retry({ row }: { row: FailedRow }) {
  const retry = useTaskAction('retry')
  const toast = useToast()
  return (
    <Button
      busy={retry.isPending}
      aria-label={`Retry ${row.task} ${row.arguments}`}
      onClick={() => {
        retry.mutate(row.id, {
          onSuccess: () => {
            toast('Sent again.', 'good')
          },
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
