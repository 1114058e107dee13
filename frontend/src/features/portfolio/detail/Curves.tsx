import { useMemo, useState } from 'react'
import { TimeChart } from '@/components/charts'
import type { TimePoint } from '@/components/charts/timeAxis'
import { Choice } from '@/components/Choice'
import { Card, Empty } from '@/components/ui'
import { decimalsOf } from '@/lib/amounts'
import { money, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Performance } from '../shared/api'

type Kind = 'value' | 'twr'
const KINDS = [
  ['value', 'Value'],
  ['twr', 'Return'],
] as const
/** A hundredth of a percent. */
const PERCENT_STEP = 0.0001
const TITLES = { value: 'Value by day', twr: 'Time-weighted return by day' }

export function Curves({ performance }: { performance: Performance }) {
  const [kind, setKind] = useState<Kind>('value')
  return (
    <Card title={TITLES[kind]} action={<Choice label="Curve" value={kind} options={KINDS} onChange={setKind} />}>
      {performance.series.length > 1 ? (
        <div className="p-4 sm:p-5">
          <Curve performance={performance} kind={kind} />
        </div>
      ) : (
        <Empty title="No curve yet">There are not two days with a value in this period.</Empty>
      )}
    </Card>
  )
}

/** The page's period is the curve's, too: it has no ranges of its own. */
function Curve({ performance, kind }: { performance: Performance; kind: Kind }) {
  const { locale } = useLocale()
  const { currency } = performance
  const format = useMemo(
    () => (value: number) => (kind === 'value' ? money(String(value), currency, locale) : percent(value, locale)),
    [kind, currency, locale],
  )
  const series = useMemo(
    () => [{ id: kind, label: kind === 'value' ? 'Value' : 'Return', points: pointsOf(performance, kind, locale) }],
    [performance, kind, locale],
  )
  const step = kind === 'value' ? 10 ** -decimalsOf(currency) : PERCENT_STEP
  return <TimeChart title={TITLES[kind]} series={series} format={format} step={step} range={null} />
}

const UNKNOWN = { value: null, text: 'not known' }

const pointsOf = ({ series, currency }: Performance, kind: Kind, locale: string): TimePoint[] =>
  series.map(({ on, value, twr }) => {
    if (kind === 'twr') return { at: on, ...(twr === null ? UNKNOWN : { value: twr }) }
    return { at: on, ...(value === null ? UNKNOWN : { value: Number(value), text: money(value, currency, locale) }) }
  })
