import { Badge, Card } from '@/components/ui'
import type { Check } from './api'

const TONES = { ok: 'good', warning: 'warn', problem: 'bad' } as const
const ORDER = ['problem', 'warning', 'ok'] as const

/** What was looked at, what is wrong first, each with what to do. */
export function Checks({ checks }: { checks: Check[] }) {
  const sorted = checks.toSorted((left, right) => ORDER.indexOf(left.level) - ORDER.indexOf(right.level))
  return (
    <Card title="Health">
      <ul className="divide-y divide-line text-sm">
        {sorted.map((each) => (
          <li
            key={each.check}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2.5 sm:px-5"
          >
            <p className="[overflow-wrap:anywhere]">
              <span className="block font-medium first-letter:uppercase md:inline-block md:w-40">{each.check}</span>{' '}
              <span className="text-soft">{each.said}</span>
              {each.advice && <span className="block md:pl-40">{each.advice}</span>}
            </p>
            <Badge tone={TONES[each.level]}>{each.level}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  )
}
