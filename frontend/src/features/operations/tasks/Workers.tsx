import { Card, Empty } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { WorkerRow } from './api'

/** The workers that live: what they take from, and which tasks they know. */
export function Workers({ workers }: { workers: WorkerRow[] }) {
  return (
    <Card title="Workers">
      {workers.length === 0 ? (
        <Empty title="No worker is alive">
          Each reports every two seconds; one that is silent for 30 is not listed.
        </Empty>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {workers.map((each) => (
            <Row key={`${each.name}:${each.pid}`} worker={each} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ worker }: { worker: WorkerRow }) {
  const { locale } = useLocale()
  return (
    <li className="px-4 py-3 [overflow-wrap:anywhere] sm:px-5">
      <p className="font-medium">{worker.name}</p>
      <p className="text-xs text-soft">
        {worker.active.length} of {worker.concurrency} busy · {count(worker.processed, locale)} done since it began ·
        process {worker.pid}
      </p>
      <p className="mt-1 text-xs text-soft">takes from {worker.queues.join(', ')}</p>
      <details className="mt-1 text-xs">
        <summary className="inline-flex min-h-9 cursor-pointer items-center text-accent">
          Knows {worker.registered.length} tasks
        </summary>
        <p className="text-soft">{worker.registered.join(', ')}</p>
      </details>
    </li>
  )
}
