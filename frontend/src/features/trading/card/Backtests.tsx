import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { TimeChart } from '@/components/charts'
import { Card } from '@/components/ui'
import type { components } from '@/lib/api/schema'
import { count, moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { instrumentKey, requestKnown } from '../shared/api'
import { shareText } from '../shared/prices'
import { gainWords, spanWords } from '../shared/words'

type Backtest = components['schemas']['BacktestOut']

/** What the rule of signals would have earned, by horizon, beside holding and chance; nothing where it never ran. */
export function Backtests({ symbol }: { symbol: string }) {
  const { data } = useQuery({
    queryKey: [...instrumentKey(symbol), 'backtest'],
    queryFn: async ({ signal }) =>
      (await requestKnown<Backtest[]>(`/api/user/instruments/${symbol}/signals/backtest`, signal)) ?? [],
  })
  return data?.map((told) => <One key={told.timeframe} told={told} />)
}

function One({ told }: { told: Backtest }) {
  const userLocale = useLocale()
  const { timeframe, first_at, last_at, curve } = told
  const series = useMemo(() => seriesOf(curve), [curve])
  const words = (value: number) => gainWords(value, userLocale.locale)
  return (
    <Card title={`Signals of ${spanWords(timeframe)}, tried on the past`}>
      <div className="space-y-4 p-4 sm:p-5">
        <p className="text-sm text-soft">
          What the rule would have earned from {moment(first_at, userLocale, 'date')} to{' '}
          {moment(last_at, userLocale, 'date')}, costs paid, by what was known at each decision. No promise: the past is
          one path.
        </p>
        <Figures told={told} />
        {curve.length > 1 && (
          <TimeChart
            title={`Gains by signals of ${spanWords(timeframe)}, and by holding`}
            series={series}
            format={words}
            step={0.001}
            range={null}
            height={200}
          />
        )}
      </div>
    </Card>
  )
}

const seriesOf = (curve: Backtest['curve']) => [
  { id: 'rule', label: 'Signals', points: curve.map(({ at, rule }) => ({ at, value: rule })) },
  { id: 'hold', label: 'Buy and hold', points: curve.map(({ at, hold }) => ({ at, value: hold })) },
]

function Figures({ told }: { told: Backtest }) {
  const { locale } = useLocale()
  const gain = (share: number) => gainWords(share, locale)
  const facts: [string, string][] = [
    ['Signals', gain(told.net)],
    ['Buy and hold', gain(told.buy_and_hold)],
    ['Random entry, 9 of 10', `${gain(told.random_low)} to ${gain(told.random_high)}`],
    ['Trades', `${count(told.trades, locale)} of ${count(told.decisions, locale)} decisions`],
    ['Trades with a gain', wonWords(told, locale)],
    ['Largest fall', gain(told.max_drawdown)],
    ['Costs of a round trip', shareText(told.round_trip, locale, 2)],
  ]
  return (
    <dl className="grid grid-cols-2 gap-3 text-sm lg:grid-cols-3">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="money">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const wonWords = ({ won, won_low: low, won_high: high }: Backtest, locale: string) =>
  won === null ? '–' : `${shareText(won, locale)} (${shareText(low, locale, 0)} to ${shareText(high, locale, 0)})`
