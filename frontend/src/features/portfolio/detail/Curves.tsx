import { useState } from 'react'
import { TimeLine } from '@/components/charts'
import { Choice } from '@/components/Choice'
import { Card, Empty } from '@/components/ui'
import { dayWords } from '@/lib/days'
import { money, percent, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Performance } from '../shared/api'

type Kind = 'value' | 'twr'
const KINDS = [
  ['value', 'Value'],
  ['twr', 'Return'],
] as const

export function Curves({ performance }: { performance: Performance }) {
  const [kind, setKind] = useState<Kind>('value')
  const userLocale = useLocale()
  const title = kind === 'value' ? 'Value by day' : 'Time-weighted return by day'
  return (
    <Card title={title} action={<Choice label="Curve" value={kind} options={KINDS} onChange={setKind} />}>
      {performance.series.length > 1 ? (
        <div className="p-4 sm:p-5">
          <TimeLine title={title} points={pointsOf(performance, kind, userLocale)} />
        </div>
      ) : (
        <Empty title="No curve yet">There are not two days with a value in this period.</Empty>
      )}
    </Card>
  )
}

function pointsOf({ series, currency }: Performance, kind: Kind, userLocale: UserLocale) {
  const { locale } = userLocale
  return series.map(({ on, value, twr }) => {
    const text = kind === 'value' ? value && money(value, currency, locale) : twr !== null && percent(twr, locale)
    const known = kind === 'value' ? (value === null ? null : Number(value)) : twr
    return { on, value: known, label: dayWords(on, userLocale), note: text || 'not known' }
  })
}
