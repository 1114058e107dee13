import { useMemo, useState } from 'react'
import { TimeChart } from '@/components/charts'
import { Choice } from '@/components/Choice'
import { Card, Empty } from '@/components/ui'
import { decimalsOf } from '@/lib/amounts'
import { dayInText } from '@/lib/dayInText'
import { money, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Performance } from '../shared/api'
import { KINDS, seriesOf, TITLES, type Kind } from './curves'

/** A hundredth of a percent. */
const PERCENT_STEP = 0.0001

interface Props {
  performance: Performance
  benchmark: string | null
}

export function Curves(props: Props) {
  const [kind, setKind] = useState<Kind>('value')
  return (
    <Card title={TITLES[kind]} action={<Choice label="Curve" value={kind} options={KINDS} onChange={setKind} />}>
      {props.performance.series.length > 1 ? (
        <div className="p-4 sm:p-5">
          <Curve {...props} kind={kind} />
          {kind === 'drawdown' && <Deepest performance={props.performance} />}
        </div>
      ) : (
        <Empty title="No curve yet">There are not two days with a value in this period.</Empty>
      )}
    </Card>
  )
}

/** The page's period is the curve's, too: it has no ranges of its own. */
function Curve({ performance, benchmark, kind }: Props & { kind: Kind }) {
  const { locale } = useLocale()
  const { currency } = performance
  const format = useMemo(
    () => (value: number) => (kind === 'value' ? money(String(value), currency, locale) : percent(value, locale)),
    [kind, currency, locale],
  )
  const series = useMemo(() => seriesOf(performance, kind, locale, benchmark), [performance, kind, locale, benchmark])
  const step = kind === 'value' ? 10 ** -decimalsOf(currency) : PERCENT_STEP
  return <TimeChart title={TITLES[kind]} series={series} format={format} step={step} range={null} />
}

interface Fall {
  depth: number
  peak_on: string
  trough_on: string
  recovered_on: string | null
}

/** When the deepest fall began, ended, and was made good. */
function Deepest({ performance: { drawdown } }: { performance: Performance }) {
  const userLocale = useLocale()
  const fall = drawdown as Fall | null
  if (!fall || fall.depth === 0) return null
  const { depth, peak_on, trough_on, recovered_on } = fall
  const end = recovered_on ? `made good on ${dayInText(recovered_on, userLocale)}` : 'not made good yet'
  return (
    <p className="mt-3 text-sm text-soft">
      The deepest fall: {percent(depth, userLocale.locale)}, from {dayInText(peak_on, userLocale)} to{' '}
      {dayInText(trough_on, userLocale)}, {end}.
    </p>
  )
}
