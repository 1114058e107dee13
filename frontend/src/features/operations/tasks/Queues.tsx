import { Card } from '@/components/ui'
import { count, duration } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { QueueRow } from './api'

const HEADS = ['Waiting', 'Oldest', 'A minute', 'Done', 'Failed', 'Workers']

/** Each queue's figures; on a phone a block each. */
export function Queues({ queues }: { queues: QueueRow[] }) {
  return (
    <Card title="Queues" className="overflow-hidden">
      <table className="w-full text-sm max-md:block">
        <thead className="text-xs text-soft max-md:sr-only">
          <tr>
            <th scope="col" className="px-5 py-2 text-left font-medium">
              Queue
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="px-3 py-2 text-right font-medium last:pr-5">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-md:block">
          {queues.map((each) => (
            <Row key={each.name} queue={each} />
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Row({ queue }: { queue: QueueRow }) {
  const { locale } = useLocale()
  const cells: [string, boolean][] = [
    [count(queue.depth, locale), false],
    [duration(queue.oldest_s), false],
    [count(Math.round(queue.per_minute * 10) / 10, locale), false],
    [count(queue.done, locale), false],
    [count(queue.failed, locale), queue.failed > 0],
    [count(queue.workers, locale), queue.workers === 0 && queue.depth > 0],
  ]
  return (
    <tr className="max-md:grid max-md:grid-cols-3 max-md:gap-x-3 max-md:gap-y-2 max-md:px-4 max-md:py-3">
      <th scope="row" className="px-5 py-2.5 text-left font-medium max-md:col-span-3 max-md:p-0">
        {queue.name}
      </th>
      {cells.map(([said, alarming], place) => (
        <td
          key={HEADS[place]}
          className={`money px-3 py-2.5 text-right last:pr-5 max-md:p-0 max-md:text-left ${alarming ? 'text-bad' : ''}`}
        >
          <span aria-hidden className="block text-xs text-soft md:hidden">
            {HEADS[place]}
          </span>
          {said}
        </td>
      ))}
    </tr>
  )
}
