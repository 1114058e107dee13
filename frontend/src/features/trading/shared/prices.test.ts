import { expect, it } from 'vitest'
import { digitsOf, lookOf, priceText } from './prices'

it('tells each price to about a ten-thousandth of itself, never to less than two digits or more than eight', () => {
  expect([98_123.4, 512.5, 42, 1.5, 0.75, 0.0123, 0.000_001_2].map(digitsOf)).toEqual([2, 2, 3, 4, 5, 6, 8])
  expect([0, Number.NaN].map(digitsOf)).toEqual([2, 2])
})

it('writes all prices of an instrument with as many digits', () => {
  expect(priceText(98_123.4, 'en-GB')).toBe('98,123.40')
  expect(priceText(0.5, 'de-DE', 4)).toBe('0,5000')
})

it('has a look for gains and losses, and a calm one for nothing', () => {
  expect([0.01, -0.01, 0, null, undefined].map(lookOf)).toEqual([
    'text-good',
    'text-bad',
    'text-soft',
    'text-soft',
    'text-soft',
  ])
})
