import { Badge, Card, Empty, Failure, Loading } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { priceText, shareText } from '../shared/prices'
import { spanWords } from '../shared/words'
import { useSignals } from './api'
import type { Signal } from './forecast'

const TONES = { buy: 'good', sell: 'bad', hold: 'calm' } as const
const WORDS = { buy: 'Buy', sell: 'Sell', hold: 'Hold' } as const

/** What the rule says, by which numbers, and that it is no advice. */
export function SignalCard({ symbol }: { symbol: string }) {
  const { data, error, refetch } = useSignals(symbol)
  return (
    <Card title="Signal">
      {data ? (
        <Body signals={data} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={3} />
      )}
      <p className="border-t border-line px-4 py-3 text-xs text-soft sm:px-5">
        A calculation from past prices, not advice. Tidewatch buys and sells nothing.
      </p>
    </Card>
  )
}

function Body({ signals }: { signals: Signal[] }) {
  if (signals.length === 0) return <Empty title="No signal yet">Signals are made when an hour has ended.</Empty>
  return (
    <ul className="divide-y divide-line">
      {signals.map((signal, place) => (
        <li key={signal.timeframe ?? place} className="space-y-3 p-4 text-sm sm:p-5">
          <One signal={signal} />
        </li>
      ))}
    </ul>
  )
}

function One({ signal }: { signal: Signal }) {
  const userLocale = useLocale()
  const { confidence, entry_point, take_profit, stop_loss, reasoning, generated_at, timeframe } = signal
  const figures: [string, number | null][] = [
    ['Entry', entry_point],
    ['Target', take_profit],
    ['Stop', stop_loss],
  ]
  const told = figures.filter(([, value]) => value !== null)
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={TONES[signal.signal]}>{WORDS[signal.signal]}</Badge>
        {timeframe && <span className="font-medium">within {spanWords(timeframe)}</span>}
        {confidence !== null && (
          <span className="text-soft">
            probability of the direction{' '}
            <span className="money font-medium text-ink">{shareText(confidence / 100, userLocale.locale)}</span>
          </span>
        )}
      </p>
      {told.length > 0 && (
        <dl className="grid grid-cols-3 gap-3">
          {told.map(([name, value]) => (
            <div key={name}>
              <dt className="text-xs text-soft">{name}</dt>
              <dd className="money font-medium">{value === null ? '–' : priceText(value, userLocale.locale)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>{reasoning}</p>
      <p className="text-xs text-soft">Made {moment(generated_at, userLocale)}</p>
    </>
  )
}
