import { Card, Empty, Failure, Loading } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { priceText, shareText } from '../shared/prices'
import { skillWords, spanWords } from '../shared/words'
import { usePredictions } from './api'
import { horizonsOf, type Horizon } from './forecast'

/** The forecast in figures, beside what doing nothing would say. */
export function ForecastCard({ symbol }: { symbol: string }) {
  const { data, error, refetch } = usePredictions(symbol)
  const horizons = horizonsOf(data ?? [])
  return (
    <Card title="Forecast">
      {!data ? (
        error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={3} />
        )
      ) : horizons.length === 0 ? (
        <Empty title="No forecast yet">Forecasts are made when an hour has ended.</Empty>
      ) : (
        <Horizons horizons={horizons} />
      )}
    </Card>
  )
}

function Horizons({ horizons }: { horizons: Horizon[] }) {
  const userLocale = useLocale()
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {horizons.map((horizon) => (
          <li key={horizon.label} className="space-y-1 px-4 py-3 sm:px-5">
            <One horizon={horizon} />
          </li>
        ))}
      </ul>
      {horizons[0] && (
        <p className="border-t border-line px-4 py-3 text-xs text-soft sm:px-5">
          Made with what was known at {moment(horizons[0].from, userLocale)}
        </p>
      )}
    </>
  )
}

function One({
  horizon: { label, at, value, lower, upper, coverage, direction, model, skill, p },
}: {
  horizon: Horizon
}) {
  const userLocale = useLocale()
  const price = (each: number | null) => (each === null ? '–' : priceText(each, userLocale.locale))
  return (
    <>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>
          <span className="font-medium">In {spanWords(label)}</span>{' '}
          <span className="text-xs text-soft">{moment(at, userLocale)}</span>
        </span>
        <span className="money font-medium">{price(value)}</span>
      </p>
      {lower !== null && upper !== null && (
        <p className="money text-soft">
          {coverage === null ? 'Expected' : `With ${shareText(coverage, userLocale.locale, 0)} probability`} between{' '}
          {price(lower)} and {price(upper)}
        </p>
      )}
      <p className="text-xs text-soft">
        {model && `Model: ${model}. `}
        {direction?.confidence != null &&
          `Probability of the direction ${shareText(direction.confidence, userLocale.locale)}. `}
        {skillWords(skill, p, userLocale.locale)}
      </p>
    </>
  )
}
