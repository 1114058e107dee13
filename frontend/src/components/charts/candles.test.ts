import { expect, it } from 'vitest'
import {
  beginningOf,
  commonStart,
  extentOf,
  placeOf,
  withNewer,
  withPrice,
  type Candle,
  type Timeframe,
} from './candles'

const bar = (timestamp: string, close = 10): Candle => ({ timestamp, open: 10, high: 12, low: 8, close, volume: 5 })
const hours = (...names: string[]) => names.map((hour) => bar(`2026-11-01T${hour}:00:00Z`))
const begins = (frame: Timeframe, at: string) => new Date(beginningOf(frame, Date.parse(at))).toISOString()

it('knows when the bar began that a moment belongs to: hours, days in UTC, weeks from Monday, and months', () => {
  const at = '2026-11-26T21:03:22Z'
  expect(begins('15m', at)).toBe('2026-11-26T21:00:00.000Z')
  expect(begins('4h', at)).toBe('2026-11-26T20:00:00.000Z')
  expect(begins('1D', at)).toBe('2026-11-26T00:00:00.000Z')
  expect(begins('1W', at)).toBe('2026-11-23T00:00:00.000Z')
  expect(begins('1M', at)).toBe('2026-11-01T00:00:00.000Z')
})

it('puts newer bars in the place of those they overlap, and keeps the others as they are', () => {
  const bars = hours('10', '11', '12')
  const corrected = bar('2026-11-01T12:00:00Z', 11)
  const joined = withNewer(bars, [corrected, ...hours('13')])
  expect(joined.map(({ timestamp }) => timestamp.slice(11, 13))).toEqual(['10', '11', '12', '13'])
  expect([joined[0], joined[2]]).toEqual([bars[0], corrected])
  expect(commonStart(bars, joined)).toBe(2)
  expect(withNewer(bars, [])).toBe(bars)
})

it('moves the last bar by a new price, its high and low with it', () => {
  const moved = withPrice(hours('10', '11'), '1h', { at: '2026-11-01T11:30:00Z', price: 13 })
  expect(moved).toHaveLength(2)
  expect(moved.at(-1)).toMatchObject({ open: 10, high: 13, low: 8, close: 13, volume: 5 })
})

it('counts the price of a bar’s very end to it, and begins the next one a minute later', () => {
  const bars = hours('10', '11')
  expect(withPrice(bars, '1h', { at: '2026-11-01T12:00:00Z', price: 9 })).toHaveLength(2)
  const next = withPrice(bars, '1h', { at: '2026-11-01T12:01:00Z', price: 9 })
  expect(next.at(-1)).toEqual({ timestamp: '2026-11-01T12:00:00Z', open: 9, high: 9, low: 9, close: 9, volume: 0 })
})

it('leaves bars alone for a price that is older than the last of them, and where there are none', () => {
  const bars = hours('10', '11')
  expect(withPrice(bars, '1h', { at: '2026-11-01T10:30:00Z', price: 99 })).toBe(bars)
  expect(withPrice([], '1h', { at: '2026-11-01T10:30:00Z', price: 99 })).toEqual([])
})

it('finds a moment between bars, ahead of the last one, and none inside a hole', () => {
  const bars = hours('10', '11', '15')
  const at = (time: string) => placeOf(bars, '1h', Date.parse(`2026-11-01T${time}:00Z`))
  expect([at('10:30'), at('11:00'), at('13:00'), at('15:00'), at('19:00')]).toEqual([0.5, 1, 2, 2, 6])
  expect(placeOf([], '1h', 0)).toBe(0)
})

it('tells the extent of what is in sight of a forecast, intervals that are not known left out', () => {
  const point = (place: number, value: number, lower: number | null, upper: number | null) => ({
    at: '',
    label: '',
    place,
    value,
    lower,
    upper,
  })
  const points = [point(1, 10, 9, 11), point(4, 12, null, null), point(24, 12, 5, 20)]
  expect(extentOf(points, 4)).toEqual([9, 12])
  expect(extentOf(points, 30)).toEqual([5, 20])
  expect(extentOf(points, 0)).toBeNull()
})
