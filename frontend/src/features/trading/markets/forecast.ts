/** What models predict of an instrument, put together by horizon. */
import type { Fan } from '@/components/charts/candles'

/** confidence: the probability of the stated direction, 0 to 1. skill: of the loss of doing nothing, how much less. */
export interface Prediction {
  model_name: string
  prediction_type: string
  predicted_value: number | null
  confidence: number | null
  timeframe: string
  /** The end of the last hour that was known. */
  timestamp: string
  lower?: number | null
  upper?: number | null
  coverage?: number | null
  skill?: number | null
  /** Of such a skill by chance alone. */
  p?: number | null
}

/** confidence: 0 to 100. */
export interface Signal {
  signal: 'buy' | 'sell' | 'hold'
  confidence: number | null
  entry_point: number | null
  take_profit: number | null
  stop_loss: number | null
  reasoning: string
  generated_at: string
  valid_until?: string
  timeframe?: string
}

const HOUR_MS = 3_600_000
export const HORIZONS = [
  ['1h', 1],
  ['4h', 4],
  ['1D', 24],
] as const

export interface Horizon {
  label: string
  from: string
  at: string
  value: number | null
  lower: number | null
  upper: number | null
  coverage: number | null
  direction: Prediction | null
  volatility: Prediction | null
  model: string
  skill: number | null
  p: number | null
}

/** The newest predictions of each horizon as one; horizons of which nothing is known are left out. */
export function horizonsOf(predictions: readonly Prediction[]): Horizon[] {
  return HORIZONS.flatMap(([label, hours]) => {
    const newest = newestOf(predictions.filter(({ timeframe }) => timeframe === label))
    const price = newest('price')
    const interval = newest('interval') ?? price
    const from = (price ?? interval)?.timestamp
    if (from === undefined) return []
    return {
      label,
      from,
      at: new Date(Date.parse(from) + hours * HOUR_MS).toISOString(),
      value: price?.predicted_value ?? null,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      coverage: interval?.coverage ?? null,
      direction: newest('direction'),
      volatility: newest('volatility'),
      model: price?.model_name ?? interval?.model_name ?? '',
      skill: price?.skill ?? null,
      p: price?.p ?? null,
    }
  })
}

/** Of each kind the newest one; of several as new, the first, which is the chosen model's. */
function newestOf(predictions: readonly Prediction[]) {
  return (kind: string): Prediction | null =>
    predictions
      .filter(({ prediction_type }) => prediction_type === kind)
      .reduce<Prediction | null>(
        (best, each) => (best && Date.parse(best.timestamp) >= Date.parse(each.timestamp) ? best : each),
        null,
      )
}

/** A forecast to be drawn ahead of the bars; null where no horizon has a price. price: the one it starts from. */
export function fanOf(horizons: readonly Horizon[], price: number | undefined): Fan | null {
  const points = horizons.flatMap(({ at, label, value, lower, upper }) =>
    value === null ? [] : { at, label, value, lower, upper },
  )
  const from = horizons[0]?.from
  return price === undefined || from === undefined || points.length === 0 ? null : { from, price, points }
}

/** The signals of all timeframes that were answered; of one alone where there are no more. */
export const asSignals = (answer: (Signal & { signals?: Signal[] }) | null): Signal[] =>
  answer === null ? [] : (answer.signals ?? [answer])

/** In how many ms the next signal ends, at least `least`; false where none does. */
export function endsIn(signals: readonly Signal[], now: number, least: number): number | false {
  const ends = signals.flatMap(({ valid_until }) => (valid_until === undefined ? [] : [Date.parse(valid_until)]))
  const next = ends.filter((at) => at > now)
  return next.length === 0 ? false : Math.max(least, Math.min(...next) - now)
}

/** Whether a forecast is of use still: until its longest horizon has passed. */
export const isCurrent = (horizons: readonly Horizon[], now: number): boolean =>
  horizons.some(({ at }) => Date.parse(at) > now)
