import { useState } from 'react'
import { CategoryChip } from '@/features/banking/shared/categories/CategoryChip'
import { Button, Card } from '@/components/ui'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Accuracy } from './api'
import { RatedMeter } from './RatedMeter'

const FIRST = 8

/** Precision and recall of each category, those with most to go by first. */
export function ByCategory({ categories }: { categories: Accuracy['categories'] }) {
  const { locale } = useLocale()
  const [all, setAll] = useState(false)
  return (
    <Card title="By category" className="overflow-hidden lg:col-span-3">
      <dl className="grid gap-x-6 gap-y-1 border-b border-line px-4 py-3 text-xs text-soft sm:grid-cols-2 sm:px-5">
        <div>
          <dt className="inline font-medium text-ink">Precision: </dt>
          <dd className="inline">of what was put there, how much belonged there.</dd>
        </div>
        <div>
          <dt className="inline font-medium text-ink">Recall: </dt>
          <dd className="inline">of what belongs there, how much was put there.</dd>
        </div>
      </dl>
      <ul className="divide-y divide-line">
        {(all ? categories : categories.slice(0, FIRST)).map(({ category, confirmed, answered, right }) => (
          <li
            key={category}
            className="grid grid-cols-2 items-center gap-x-5 gap-y-2 px-4 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_8.5rem_8.5rem] sm:px-5"
          >
            <span className="col-span-2 flex min-w-0 items-center gap-2 sm:col-span-1">
              <CategoryChip code={category} />
              <span className="money whitespace-nowrap text-xs text-soft">
                {count(confirmed, locale)}
                <span className="sr-only"> confirmed</span>
              </span>
            </span>
            <RatedMeter name="Precision" right={right} of={answered} none="none" />
            <RatedMeter name="Recall" right={right} of={confirmed} none="none" />
          </li>
        ))}
      </ul>
      {categories.length > FIRST && (
        <div className="border-t border-line p-2 text-center">
          <Button
            look="ghost"
            onClick={() => {
              setAll(!all)
            }}
          >
            {all ? 'Show fewer' : `Show all ${count(categories.length, locale)}`}
          </Button>
        </div>
      )}
    </Card>
  )
}
