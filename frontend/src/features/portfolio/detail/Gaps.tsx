import { AlertTriangle } from 'lucide-react'
import { Card } from '@/components/ui'
import { dayInText } from '@/lib/dayInText'
import { dayWords } from '@/lib/days'
import { useLocale } from '@/lib/user'
import type { Gap } from '../shared/api'
import { gapWords } from '../shared/words'

/** What is missing or doubtful behind the figures, each with the days that it touches. */
export function Gaps({ gaps }: { gaps: Gap[] }) {
  const userLocale = useLocale()
  if (gaps.length === 0) return null
  return (
    <Card title="What is missing or doubtful">
      <ul className="divide-y divide-line text-sm">
        {gaps.map((gap) => (
          <li key={`${gap.kind} ${gap.subject}`} className="flex gap-3 px-4 py-2.5 sm:px-5">
            <AlertTriangle className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
            <span>
              {gapWords(gap)}.
              <span className="block text-xs text-soft">
                {dayWords(gap.first_on, userLocale)}
                {gap.last_on !== gap.first_on && ` to ${dayInText(gap.last_on, userLocale)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
