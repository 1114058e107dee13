import { Badge, Failure, Loading, PageTitle } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useTasks, type Tasks } from './api'
import { FailedTasks } from './FailedTasks'
import { OpenTasks } from './OpenTasks'
import { Queues } from './Queues'
import { deserted } from './standing'
import { Workers } from './Workers'

/** What the background does: queues, workers, tasks that are not done, tasks that failed. */
export default function TasksPage() {
  const { data, error, refetch } = useTasks()
  return (
    <>
      <PageTitle title="Tasks">{data && <Beat tasks={data} />}</PageTitle>
      {data ? (
        <div className="space-y-4">
          <Alarms tasks={data} />
          <Queues queues={data.queues} />
          <OpenTasks tasks={data} />
          <FailedTasks rows={data.failed} />
          <Workers workers={data.workers} />
        </div>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  )
}

function Beat({ tasks }: { tasks: Tasks }) {
  return tasks.beat === 'ok' ? <Badge tone="good">Timetable runs</Badge> : <Badge tone="bad">Timetable is silent</Badge>
}

function Alarms({ tasks }: { tasks: Tasks }) {
  const userLocale = useLocale()
  const left = deserted(tasks)
  const seen = tasks.beat_seen_at && `, since ${moment(tasks.beat_seen_at, userLocale)}`
  const said = [
    tasks.workers.length === 0 && 'No worker is alive: nothing is saved, synchronised or valued until one is started.',
    tasks.beat === 'silent' && `Beat sends nothing${seen ?? ''}: nothing runs by the timetable.`,
    left.length > 0 && `Tasks wait in ${left.join(', ')}, and no worker takes from there.`,
  ].filter((each) => each !== false)
  if (said.length === 0) return null
  return (
    <ul role="alert" className="card space-y-1 border-bad/40 px-4 py-3 text-sm text-bad sm:px-5">
      {said.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  )
}
