import { expect, it } from 'vitest'
import { missed } from './useCandles'

const last = { timestamp: '2026-11-01T10:00:00Z', open: 1, high: 1, low: 1, close: 1, volume: 1 }
const at = (moment: string) => Date.parse(moment)

it('asks for what has begun since the last bar, with that one and the one before', () => {
  expect(missed(last, '1h', at('2026-11-01T10:30:00Z'))).toBe(3)
  expect(missed(last, '1h', at('2026-11-01T15:30:00Z'))).toBe(8)
})

it('asks for a whole page after a long time, for an unknown last bar, and for the least where the clock is behind', () => {
  expect(missed(last, '1m', at('2026-12-01T10:00:00Z'))).toBe(1500)
  expect(missed(undefined, '1h', at('2026-11-01T10:30:00Z'))).toBe(1500)
  expect(missed(last, '1h', at('2026-11-01T09:00:00Z'))).toBe(2)
})
