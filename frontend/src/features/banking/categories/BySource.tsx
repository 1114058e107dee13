import { Card } from '@/components/ui'
import { count } from '@/lib/format'
import { SOURCES } from '@/features/banking/shared/categories/sources'
import { useLocale } from '@/lib/user'
import type { Accuracy } from './api'
import { FEW, howOf, inOrderAsked } from './accuracy'
import { RatedMeter } from './RatedMeter'

/** How right each step was; they are asked in this order, and the first that is sure answers. */
export function BySource({ sources }: { sources: Accuracy['sources'] }) {
  const { locale } = useLocale()
  return (
    <Card title="By source" className="overflow-hidden">
      <p className="border-b border-line px-4 py-3 text-xs text-soft sm:px-5">
        Asked from top to bottom; the first that is sure enough answers.
      </p>
      {sources.length === 0 && (
        <p className="p-5 text-sm text-soft">None of these had suggested a category for what you confirmed.</p>
      )}
      <ol className="divide-y divide-line text-sm">
        {inOrderAsked(sources).map(({ source, answered, right }) => (
          <li key={source} className="grid grid-cols-[minmax(0,1fr)_7rem] items-center gap-4 px-4 py-2.5 sm:px-5">
            <div>
              <p className="first-letter:uppercase">{source ? (SOURCES[source] ?? source) : 'unknown'}</p>
              <p className="text-xs text-soft">{howOf(source)}</p>
            </div>
            <RatedMeter
              name={answered < FEW ? 'Right' : `${count(answered, locale)} answers`}
              right={right}
              of={answered}
              none="–"
            />
          </li>
        ))}
      </ol>
    </Card>
  )
}
