import { useState } from 'react'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/toasts'
import { Badge, Button, Card, Empty } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useTaskAction, type Tasks } from './api'
import { openTasks, type Kind, type OpenTask } from './standing'
import { TaskName } from './TaskName'

const TONES = { running: 'good', fetched: 'calm', scheduled: 'calm', waiting: 'warn' } as const
const WHEN: Record<Kind, string> = { running: 'since', fetched: 'sent', scheduled: 'due', waiting: 'since' }

/** Tasks that run or wait; one that has not begun can be taken out. */
export function OpenTasks({ tasks }: { tasks: Tasks }) {
  const [chosen, setChosen] = useState<OpenTask | null>(null)
  const rows = openTasks(tasks)
  return (
    <Card title="Running and waiting" className="overflow-hidden">
      {rows.length === 0 ? (
        <Empty title="Nothing runs or waits" />
      ) : (
        <ul className="max-h-[28rem] divide-y divide-line overflow-y-auto text-sm" tabIndex={0} aria-label="Open tasks">
          {rows.map((row) => (
            <Row key={`${row.kind}:${row.id}`} row={row} onRevoke={setChosen} />
          ))}
        </ul>
      )}
      <Revoke
        row={chosen}
        onClose={() => {
          setChosen(null)
        }}
      />
    </Card>
  )
}

function Row({ row, onRevoke }: { row: OpenTask; onRevoke: (row: OpenTask) => void }) {
  const userLocale = useLocale()
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 px-4 py-2.5 sm:px-5">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <TaskName {...row} />
        <p className="text-xs text-soft">
          {row.kind === 'waiting' ? 'in' : 'at'} {row.place}
          {row.at && ` · ${WHEN[row.kind]} ${moment(row.at, userLocale, 'time')}`}
        </p>
      </div>
      <span className="flex items-center gap-2">
        <Badge tone={TONES[row.kind]}>{row.kind}</Badge>
        {row.kind !== 'running' && (
          <Button
            aria-label={`Take out ${row.task} ${row.arguments}`}
            onClick={() => {
              onRevoke(row)
            }}
          >
            Take out
          </Button>
        )}
      </span>
    </li>
  )
}

function Revoke({ row, onClose }: { row: OpenTask | null; onClose: () => void }) {
  const revoke = useTaskAction('revoke')
  const toast = useToast()
  return (
    <Confirm
      title="Take this task out?"
      open={row !== null}
      action="Take out"
      busy={revoke.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (row)
          revoke.mutate(row.id, {
            onError: (error) => {
              toast(error.message, 'bad')
            },
            onSettled: onClose,
          })
      }}
    >
      {row?.task} will not run. What the timetable sends, and what a sweep finds undone, comes again.
    </Confirm>
  )
}
