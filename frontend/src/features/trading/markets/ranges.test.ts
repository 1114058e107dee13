import { expect, it } from 'vitest'
import { barsShown, framesOf, viewOf, withFrame, withRange } from './ranges'

const ALL = framesOf('1m')
const view = (address: string, frames = ALL) => viewOf(new URLSearchParams(address), frames)

it('keeps the timeframe that suits a range, and takes a better one for the other', () => {
  expect(withRange({ frame: '1m', range: null }, '1D', ALL)).toEqual({ frame: '1m', range: '1D' })
  expect(withRange({ frame: '1m', range: null }, '7D', ALL)).toEqual({ frame: '1h', range: '7D' })
  expect(withRange({ frame: '1M', range: null }, '3M', ALL)).toEqual({ frame: '1D', range: '3M' })
  expect(withRange({ frame: '4h', range: null }, '1D', framesOf('15m'))).toEqual({ frame: '15m', range: '1D' })
})

it('lets go of a range that a timeframe does not suit', () => {
  expect(withFrame({ frame: '1h', range: '7D' }, '4h')).toEqual({ frame: '4h', range: '7D' })
  expect(withFrame({ frame: '1h', range: '7D' }, '1M')).toEqual({ frame: '1M', range: null })
  expect(withFrame({ frame: '1h', range: '3M' }, '1m').range).toBeNull()
})

it('reads the view from the address, whatever stands there', () => {
  expect(view('')).toEqual({ frame: '1h', range: '7D' })
  expect(view('frame=4h&range=3M')).toEqual({ frame: '4h', range: '3M' })
  expect(view('frame=1W&range=1D')).toEqual({ frame: '1W', range: null })
  expect(view('frame=7h&range=9Y')).toEqual({ frame: '1h', range: '7D' })
  expect(view('frame=1m', framesOf('15m'))).toEqual({ frame: '1h', range: '7D' })
})

it('shows as many bars as the range has', () => {
  expect(barsShown({ frame: '1h', range: '7D' })).toBe(168)
  expect(barsShown({ frame: '1M', range: null })).toBe(150)
})

it('offers no timeframe shorter than what is stored, and all where that is unknown', () => {
  expect(framesOf('15m')[0]).toBe('15m')
  expect(framesOf('2m')).toHaveLength(8)
})
