import { expect, it } from 'vitest'
import { fractionOf, percentOf } from './percents'

it('goes from percent to a fraction and back, exactly', () => {
  for (const [percent, fraction] of [
    ['25', '0.25'],
    ['12.5', '0.125'],
    ['100', '1.00'],
    ['0.3', '0.003'],
    ['33.3333', '0.333333'],
  ] as const) {
    expect(fractionOf(percent)).toBe(fraction)
    expect(percentOf(fraction)).toBe(percent)
  }
  expect(percentOf('0.1')).toBe('10')
  expect(fractionOf('7,5')).toBe('0.075')
})

it('takes nothing that is no percentage', () => {
  expect(['', 'x', '0', '-5', '1e3', '1000'].map(fractionOf)).toEqual([null, null, null, null, null, null])
})
