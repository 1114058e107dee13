import { expect, it } from 'vitest'
import { asSignals, endsIn, fanOf, horizonsOf, isCurrent, type Prediction, type Signal } from './forecast'

const predicted = (timeframe: string, type: string, over: Partial<Prediction> = {}): Prediction => ({
  model_name: 'ARIMA',
  prediction_type: type,
  predicted_value: 101,
  confidence: 0.5,
  timeframe,
  timestamp: '2026-11-01T10:00:00Z',
  ...over,
})

it('puts price, interval, direction and volatility of a horizon together, the horizons in order', () => {
  const [hour, day] = horizonsOf([
    predicted('1D', 'price', { predicted_value: 110 }),
    predicted('1h', 'price', { skill: 0.03 }),
    predicted('1h', 'interval', { model_name: 'log-HAR', lower: 95, upper: 106, coverage: 0.8 }),
    predicted('1h', 'direction', { confidence: 0.56 }),
  ])
  expect(hour).toMatchObject({ label: '1h', at: '2026-11-01T11:00:00.000Z', value: 101, skill: 0.03, model: 'ARIMA' })
  expect(hour).toMatchObject({ lower: 95, upper: 106, coverage: 0.8, volatility: null })
  expect(hour?.direction?.confidence).toBe(0.56)
  expect(day).toMatchObject({ label: '1D', at: '2026-11-02T10:00:00.000Z', value: 110, lower: null, direction: null })
})

it('takes the newest prediction, of several as new the first, and bounds that come with the price', () => {
  const [hour] = horizonsOf([
    predicted('1h', 'price', { predicted_value: 1, timestamp: '2026-11-01T09:00:00Z' }),
    predicted('1h', 'price', { predicted_value: 2, lower: 1, upper: 3 }),
    predicted('1h', 'price', { predicted_value: 9 }),
  ])
  expect(hour).toMatchObject({ value: 2, lower: 1, upper: 3 })
})

it('draws no forecast without a price to start from, or without any horizon', () => {
  const horizons = horizonsOf([predicted('1h', 'price'), predicted('4h', 'interval', { lower: 90, upper: 110 })])
  expect(fanOf(horizons, 100)?.points.map(({ label }) => label)).toEqual(['1h'])
  expect(fanOf(horizons, 100)?.from).toBe('2026-11-01T10:00:00Z')
  expect(fanOf(horizons, undefined)).toBeNull()
  expect(fanOf([], 100)).toBeNull()
})

it('knows that a forecast whose longest horizon has passed is of no use', () => {
  const horizons = horizonsOf([predicted('1h', 'price'), predicted('4h', 'price')])
  expect(isCurrent(horizons, Date.parse('2026-11-01T13:59:00Z'))).toBe(true)
  expect(isCurrent(horizons, Date.parse('2026-11-01T14:00:00Z'))).toBe(false)
})

it('takes the signals of all timeframes, one alone, or none', () => {
  const signal = { signal: 'hold', reasoning: '' } as Signal
  expect(asSignals({ ...signal, signals: [signal, signal] })).toHaveLength(2)
  expect([asSignals(signal), asSignals(null)]).toEqual([[signal], []])
})

it('looks at signals again when the next one ends, not more often than is allowed, and never where all have ended', () => {
  const signal = (valid_until?: string) => ({
    ...({ signal: 'hold', reasoning: '' } as Signal),
    ...(valid_until === undefined ? {} : { valid_until }),
  })
  const now = Date.parse('2026-11-26T12:00:00Z')
  const signals = [signal('2026-11-27T10:00:00Z'), signal('2026-11-26T14:00:00Z'), signal()]
  expect(endsIn(signals, now, 60_000)).toBe(7_200_000)
  expect(endsIn([signal('2026-11-26T12:00:01Z')], now, 60_000)).toBe(60_000)
  expect([endsIn([signal('2026-11-26T12:00:00Z')], now, 60_000), endsIn([], now, 60_000)]).toEqual([false, false])
})
